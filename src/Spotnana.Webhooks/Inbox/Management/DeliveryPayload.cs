namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>The bytes of a delivery, or why there are none.</summary>
/// <param name="State">Whether there are any.</param>
/// <param name="Body">What was signed, unchanged. Empty unless <paramref name="State"/> is <see cref="PayloadState.Found"/>.</param>
public readonly record struct DeliveryPayload(PayloadState State, ReadOnlyMemory<byte> Body = default);

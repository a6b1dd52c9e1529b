namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>The body of a delivery, or why there is none.</summary>
/// <param name="State">Whether the body is there.</param>
/// <param name="Body">The signed bytes, unchanged. Empty unless <paramref name="State"/> is <see cref="PayloadState.Found"/>.</param>
public readonly record struct DeliveryPayload(PayloadState State, ReadOnlyMemory<byte> Body = default);

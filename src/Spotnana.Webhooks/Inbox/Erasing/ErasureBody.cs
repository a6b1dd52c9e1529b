namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>The body of a delivery that is looked at.</summary>
/// <param name="Sequence">The delivery's number.</param>
/// <param name="Bytes">The body as it came. Null: it is gone, or cannot be read.</param>
/// <param name="IsReadable">False: there is one, and it cannot be read for now.</param>
public readonly record struct ErasureBody(long Sequence, ReadOnlyMemory<byte>? Bytes, bool IsReadable = true);

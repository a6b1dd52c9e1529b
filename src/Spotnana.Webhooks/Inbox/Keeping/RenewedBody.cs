namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>A stored body that was encrypted anew, to be stored in the place of what was read.</summary>
/// <param name="FormerCodec">The codec that was read.</param>
/// <param name="FormerKeyId">The key's id that was read. Null: it was not encrypted.</param>
/// <param name="Codec">The new codec.</param>
/// <param name="KeyId">The id of the key that it is encrypted with.</param>
/// <param name="Bytes">The new bytes.</param>
public sealed record RenewedBody(short FormerCodec, string? FormerKeyId, short Codec, string? KeyId, ReadOnlyMemory<byte> Bytes);

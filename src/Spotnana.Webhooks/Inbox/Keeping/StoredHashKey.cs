namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>A <see cref="HashKey"/> as it is stored.</summary>
/// <param name="Id">Its <see cref="HashKey.Id"/>.</param>
/// <param name="IsOwn">Whether the inbox hashes with it. Others came with the erasures of another inbox.</param>
/// <param name="KeyId">The encryption key that it is encrypted with. Null: it is not encrypted.</param>
/// <param name="Value">Its bytes.</param>
public sealed record StoredHashKey(string Id, bool IsOwn, string? KeyId, ReadOnlyMemory<byte> Value);

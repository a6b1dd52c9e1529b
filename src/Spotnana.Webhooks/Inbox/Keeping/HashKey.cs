using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>
/// A random key of an inbox, for what has to be recognised there but not to be remembered, such as whom an erasure names: that is kept as
/// its HMAC-SHA256 under this key. It never prints itself.
/// </summary>
public sealed class HashKey
{
    /// <summary>The length of a hash, in bytes.</summary>
    public const int HashBytes = HMACSHA256.HashSizeInBytes;

    private const int KeyBytes = 32;
    private const int IdBytes = 8;

    private readonly byte[] _key;

    private HashKey(byte[] key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. "spotnana-webhooks hash key id"u8, .. key])[..IdBytes]);
    }

    /// <summary>What names the key where it is stored: 16 hexadecimal digits, which tell nothing of it.</summary>
    public string Id { get; }

    /// <summary>Makes a new key.</summary>
    public static HashKey New() => new(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>The key for one purpose, which follows from this one: its hashes cannot be compared with those of any other.</summary>
    /// <param name="purpose">The purpose.</param>
    public HashKey For(string purpose) => new(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(purpose)));

    /// <summary>Hashes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="hash">Takes the <see cref="HashBytes"/> bytes of the hash.</param>
    public void Hash(ReadOnlySpan<byte> value, Span<byte> hash) => HMACSHA256.HashData(_key, value, hash);

    /// <summary>Hashes a text.</summary>
    /// <param name="value">The text.</param>
    public byte[] Hash(string value) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value));

    /// <summary>Brings the key into the form in which it is stored: encrypted with the first key, where there is one.</summary>
    /// <param name="keys">The keys of the inbox.</param>
    /// <param name="isOwn">Whether it is the inbox's own.</param>
    public StoredHashKey Wrap(EncryptionKeys keys, bool isOwn = true)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.First is not { } first)
            return new StoredHashKey(Id, isOwn, KeyId: null, _key);
        return new StoredHashKey(Id, isOwn, first.Id, first.Encrypt(_key, Context(Id)));
    }

    /// <summary>Reads a stored key.</summary>
    /// <param name="stored">The key as it is stored.</param>
    /// <param name="keys">The keys of the inbox.</param>
    /// <exception cref="InvalidDataException">It cannot be read. The message says why, in whole sentences.</exception>
    public static HashKey Unwrap(StoredHashKey stored, EncryptionKeys keys)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(keys);
        var key = new HashKey(stored.KeyId is null ? stored.Value.ToArray() : Decrypt(stored, keys));
        return key.Id == stored.Id && key._key.Length == KeyBytes ? key : throw Damaged();
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    private static byte[] Decrypt(StoredHashKey stored, EncryptionKeys keys)
    {
        var with = keys.Find(stored.KeyId!) ?? throw new InvalidDataException(
            $"The key that names are hashed with is encrypted with key {stored.KeyId}, which Inbox:EncryptionKeyFile does not hold. "
            + "Put that key into it, after the first.");
        return with.Decrypt(stored.Value.Span, Context(stored.Id)) ?? throw Damaged();
    }

    private static byte[] Context(string id) => Encoding.UTF8.GetBytes($"hash key {id}");

    private static InvalidDataException Damaged() => new("The key that names are hashed with was changed: it cannot be read.");
}

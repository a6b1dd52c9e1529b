using System.Buffers;
using System.Security.Cryptography;

namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>
/// How an engine stores bodies: compressed where that makes them smaller, then encrypted where there is a key. Used by any thread.
/// </summary>
/// <remarks>
/// An encrypted body is a nonce of 12 bytes, the ciphertext, and a tag of 16 bytes; what is authenticated with it names its
/// <see cref="BodyOwner"/>. A release that does not know encryption finds a codec that it does not know.
/// </remarks>
/// <param name="compression">How it compresses. Null: not at all.</param>
/// <param name="keys">The keys.</param>
public sealed class BodyCodec(BodyCompression? compression, EncryptionKeys keys)
{
    /// <summary>The codec of a body as it came.</summary>
    public const short Plain = 0;

    /// <summary>What is added to the codec of an encrypted body.</summary>
    public const short Encrypted = 16;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    // Compressing shorter bodies is not worth the time.
    private const int ShortestCompressed = 512;

    /// <summary>The keys.</summary>
    public EncryptionKeys Keys => keys;

    /// <summary>Brings a body into the form in which it is stored.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="owner">Whose it is.</param>
    /// <returns>Null: it is stored as it is. The caller disposes of it.</returns>
    public StoredBody? Encode(ReadOnlySpan<byte> body, BodyOwner owner)
    {
        var compressed = Compress(body);
        if (keys.First is not { } key)
            return compressed;

        using (compressed)
            return Encrypt(key, compressed is null ? body : compressed.Bytes.Span, compressed?.Codec ?? Plain, owner);
    }

    /// <summary>The same in memory of its own, or in that of the body where it is stored as it is.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="owner">Whose it is.</param>
    public (short Codec, string? KeyId, ReadOnlyMemory<byte> Bytes) EncodeOwn(ReadOnlyMemory<byte> body, BodyOwner owner)
    {
        using var stored = Encode(body.Span, owner);
        return stored is null ? (Plain, null, body) : (stored.Codec, stored.KeyId, stored.Bytes.ToArray());
    }

    /// <summary>Brings a stored body back into the form in which it came.</summary>
    /// <param name="codec">The stored codec.</param>
    /// <param name="keyId">The stored id of its key. Null: it is not encrypted.</param>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="owner">Whose it should be.</param>
    /// <param name="length">The length of the body as it came, in bytes.</param>
    /// <exception cref="InvalidDataException">It cannot be read. The message says why, in whole sentences.</exception>
    public byte[] Decode(long codec, string? keyId, ReadOnlySpan<byte> stored, BodyOwner owner, int length)
    {
        if (keyId is null != codec < Encrypted)
            throw Unreadable(codec);
        if (keyId is null)
            return Decompress(codec, stored, length);

        var key = keys.Find(keyId) ?? throw new InvalidDataException(
            $"Its body is encrypted with key {keyId}, which Inbox:EncryptionKeyFile does not hold. Put that key into it, after the first.");
        var bytes = key.Decrypt(stored, owner.ToBytes())
            ?? throw new InvalidDataException("Its encrypted body was changed, or is that of another delivery.");
        return Decompress(codec - Encrypted, bytes, length);
    }

    /// <summary>The same, where a body that cannot be read is no failure: it must not keep others from being read.</summary>
    /// <param name="codec">The stored codec.</param>
    /// <param name="keyId">The stored id of its key. Null: it is not encrypted.</param>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="owner">Whose it should be.</param>
    /// <param name="length">The length of the body as it came, in bytes.</param>
    /// <returns>The body, or what is wrong with it.</returns>
    public (byte[]? Body, BodyDamage? Damage) TryDecode(
        long codec, string? keyId, ReadOnlySpan<byte> stored, BodyOwner owner, int length)
    {
        try
        {
            return (Decode(codec, keyId, stored, owner, length), null);
        }
        catch (InvalidDataException failure)
        {
            return (null, new BodyDamage(keyId is not null && keys.Find(keyId) is null, failure.Message));
        }
    }

    /// <summary>Encrypts a stored body with the first key.</summary>
    /// <param name="codec">The stored codec.</param>
    /// <param name="keyId">The stored id of its key. Null: it is not encrypted.</param>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="owner">Whose it should be.</param>
    /// <param name="length">The length of the body as it came, in bytes.</param>
    /// <param name="sha256">The stored SHA-256 of the body: one that somebody changed in the clear must not be sealed.</param>
    /// <returns>The body as it is to be stored, or what is wrong with it and its delivery's id.</returns>
    public (RenewedBody? Body, BodyDamage? Damage) Renew(
        short codec, string? keyId, ReadOnlySpan<byte> stored, BodyOwner owner, int length, ReadOnlySpan<byte> sha256)
    {
        var (body, damage) = TryDecode(codec, keyId, stored, owner, length);
        if (body is not null && !SHA256.HashData(body).AsSpan().SequenceEqual(sha256))
            damage = new BodyDamage(IsKeyMissing: false, "Its body was changed.");
        if (body is null || damage is not null)
            return (null, damage! with { Message = $"{owner.Id} of {owner.Subscription}: {damage.Message}" });

        var renewed = EncodeOwn(body, owner);
        return (new RenewedBody(codec, keyId, renewed.Codec, renewed.KeyId, renewed.Bytes), null);
    }

    private StoredBody? Compress(ReadOnlySpan<byte> body)
    {
        if (compression is null || body.Length < ShortestCompressed)
            return null;

        var rented = ArrayPool<byte>.Shared.Rent(compression.MostBytes(body.Length));
        var stored = new StoredBody(compression.Codec, rented, compression.Compress(body, rented));
        if (stored.Length > 0 && stored.Length < body.Length)
            return stored;

        stored.Dispose();
        return null;
    }

    private byte[] Decompress(long codec, ReadOnlySpan<byte> stored, int length)
    {
        if (codec == Plain)
            return stored.ToArray();

        var body = new byte[length];
        return codec == compression?.Codec && compression.TryDecompress(stored, body) ? body : throw Unreadable(codec);
    }

    private static StoredBody Encrypt(EncryptionKey key, ReadOnlySpan<byte> bytes, short codec, BodyOwner owner)
    {
        var length = NonceBytes + bytes.Length + TagBytes;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var nonce = rented.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using (var aes = key.Open())
            aes.Encrypt(nonce, bytes, rented.AsSpan(NonceBytes, bytes.Length), rented.AsSpan(length - TagBytes, TagBytes), owner.ToBytes());
        return new StoredBody((short)(codec + Encrypted), rented, length, key.Id);
    }

    private static InvalidDataException Unreadable(long codec) =>
        new($"A stored body (codec {codec}) cannot be read: it is damaged, or of a newer release.");
}

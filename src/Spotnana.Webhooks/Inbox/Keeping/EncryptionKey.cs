using System.Security.Cryptography;

namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>A key that bodies are encrypted with, by AES-256-GCM. It never prints itself.</summary>
public sealed class EncryptionKey : IEquatable<EncryptionKey>
{
    internal const int IdLength = 2 * IdBytes;

    private const int KeyBytes = 32;
    private const int IdBytes = 8;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key;

    private EncryptionKey(byte[] key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. "spotnana-webhooks encryption key id"u8, .. key])[..IdBytes]);
    }

    /// <summary>What a stored body is marked with: 16 hexadecimal digits, which tell nothing of the key.</summary>
    public string Id { get; }

    /// <summary>Reads a key as it stands in a file.</summary>
    /// <param name="text">Base64 of 32 bytes, without white space around it.</param>
    /// <param name="key">The key; null where the text is none.</param>
    /// <returns>What is wrong, as the rest of a sentence that begins with the setting's name. Null: nothing.</returns>
    public static string? Parse(string text, out EncryptionKey? key)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> bytes = stackalloc byte[KeyBytes + 1];
        key = Convert.TryFromBase64String(text, bytes, out var written) && written == KeyBytes
            ? new EncryptionKey(bytes[..KeyBytes].ToArray())
            : null;
        bytes.Clear();
        return key is null ? "is not Base64 of 32 bytes. Make a key: openssl rand -base64 32" : null;
    }

    /// <summary>True when the keys are equal, compared in fixed time.</summary>
    public bool Equals(EncryptionKey? other) => other is not null && CryptographicOperations.FixedTimeEquals(_key, other._key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EncryptionKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <returns>A nonce of 12 bytes, the ciphertext, and a tag of 16 bytes.</returns>
    internal byte[] Encrypt(ReadOnlySpan<byte> plain, byte[] context)
    {
        var value = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(value.AsSpan(0, NonceBytes));
        using var aes = Open();
        aes.Encrypt(value.AsSpan(0, NonceBytes), plain, value.AsSpan(NonceBytes, plain.Length), value.AsSpan(^TagBytes..), context);
        return value;
    }

    /// <returns>Null: it was changed, or is of another context.</returns>
    internal byte[]? Decrypt(ReadOnlySpan<byte> value, byte[] context)
    {
        if (value.Length < NonceBytes + TagBytes)
            return null;

        var plain = new byte[value.Length - NonceBytes - TagBytes];
        try
        {
            using var aes = Open();
            aes.Decrypt(value[..NonceBytes], value[NonceBytes..^TagBytes], value[^TagBytes..], plain, context);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    internal AesGcm Open() => new(_key, TagBytes);
}

using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Settings;

/// <summary>
/// The SHA-256 of a secret text, to compare it with a text that a client sends: texts of any length compare in the same time. The text
/// itself is not kept, and the digest never prints itself.
/// </summary>
public sealed class SecretDigest : IEquatable<SecretDigest>
{
    private readonly byte[] _digest;

    private SecretDigest(byte[] digest) => _digest = digest;

    /// <summary>Makes the digest of a text, over its UTF-8 bytes.</summary>
    public static SecretDigest Of(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>True when the texts are equal, compared in fixed time.</summary>
    public bool Equals(SecretDigest? other) => other is not null && CryptographicOperations.FixedTimeEquals(_digest, other._digest);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretDigest);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_digest);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Spotnana.Webhooks.Signing;

/// <summary>
/// The secret of one subscription, which signs its deliveries. It never prints itself; only <see cref="Reveal"/> gives the text.
/// </summary>
/// <remarks>Its form, <c>whsec_</c> and the key in Base64, is the one on Spotnana's webhook authentication page.</remarks>
[DebuggerDisplay(Masked)]
public sealed class SigningSecret : IEquatable<SigningSecret>
{
    /// <summary>The minimum length of a key, in bytes.</summary>
    internal const int MinKeyBytes = 16;

    private const string Prefix = "whsec_";
    private const string Masked = Prefix + "***";
    private const string Fix = "copy it whole, from whsec_ to the end, as it was shown when the subscription was created";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _key;

    private SigningSecret(byte[] key) => _key = key;

    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>Reads a secret. White space around it is ignored, since a file usually ends with a line feed.</summary>
    /// <param name="text"><c>whsec_</c> and at least 16 bytes in Base64: the standard alphabet, padded. Null counts as empty.</param>
    /// <param name="secret">The secret, or null.</param>
    /// <param name="error">What is wrong and how to fix it, without any part of the text; null when nothing is wrong.</param>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out SigningSecret? secret, [NotNullWhen(false)] out string? error)
    {
        secret = null;
        error = ErrorIn(text.AsSpan().Trim(), out var key);
        if (error is not null)
            return false;
        secret = new SigningSecret(key);
        return true;
    }

    /// <summary>Reads a secret that is known to be good.</summary>
    /// <exception cref="FormatException">The text is not a secret. The message says why, without any part of the text.</exception>
    public static SigningSecret Parse(string text) =>
        TryParse(text, out var secret, out var error) ? secret : throw new FormatException(error);

    /// <summary>Makes a new secret of 32 random bytes.</summary>
    public static SigningSecret Generate() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>The whole secret as text. Use it only to show a new secret to the person who asked for it.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(_key);

    /// <summary>True when the keys are equal, compared in fixed time.</summary>
    public bool Equals(SigningSecret? other) => other is not null && CryptographicOperations.FixedTimeEquals(_key, other._key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SigningSecret);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_key);
        return hash.ToHashCode();
    }

    /// <summary>Always <c>whsec_***</c>.</summary>
    public override string ToString() => Masked;

    private static string? ErrorIn(ReadOnlySpan<char> text, out byte[] key)
    {
        key = [];
        if (text.IsEmpty)
            return "the secret is empty: " + Fix;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return "the secret does not start with whsec_: " + Fix;

        // The Base64 decoder would skip white space.
        text = text[Prefix.Length..];
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character))
                return "the secret has white space inside: remove it, and put each secret in an entry or on a line of its own";
        }

        var buffer = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(text, buffer, out var length))
            return "the secret is not Base64 (standard alphabet, padded with =) behind whsec_: " + Fix;
        if (length < MinKeyBytes)
            return $"the secret is shorter than {MinKeyBytes} bytes: {Fix}, or make one with `spotnana-webhooks secret new`";

        key = buffer[..length];
        return null;
    }
}

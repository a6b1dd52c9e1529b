using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Signing;

/// <summary>The secret by which an OAuth 2.0 client asks for tokens. It never prints itself.</summary>
[DebuggerDisplay(Masked)]
internal sealed class ClientSecret : IEquatable<ClientSecret>
{
    /// <summary>The minimum length, in characters.</summary>
    internal const int MinLength = 8;

    private const string Masked = "***";
    private const string SigningPrefix = "whsec_";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _text;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _digest;

    private ClientSecret(byte[] text) => (_text, _digest) = (text, SHA256.HashData(text));

    /// <summary>The secret's bytes, for the derivation of keys.</summary>
    internal ReadOnlySpan<byte> Text => _text;

    /// <summary>Reads a secret. White space around it is ignored, since a file usually ends with a line feed.</summary>
    /// <param name="text">At least 8 characters of printable ASCII (RFC 6749, appendix A.2).</param>
    /// <param name="secret">The secret, or null.</param>
    /// <param name="error">
    /// What is wrong and how to fix it, without any part of the text, as the rest of a sentence that begins with the setting's name.
    /// </param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out ClientSecret? secret, [NotNullWhen(false)] out string? error)
    {
        var trimmed = text.Trim();
        error = ErrorIn(trimmed);
        secret = error is null ? new ClientSecret(Encoding.ASCII.GetBytes(trimmed)) : null;
        return error is null;
    }

    /// <summary>True when a client sent this secret. Texts of any length compare in the same time.</summary>
    public bool Is(string sent) => CryptographicOperations.FixedTimeEquals(_digest, SHA256.HashData(Encoding.UTF8.GetBytes(sent)));

    /// <summary>True when the secrets are equal, compared in fixed time.</summary>
    public bool Equals(ClientSecret? other) => other is not null && CryptographicOperations.FixedTimeEquals(_digest, other._digest);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClientSecret);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_digest);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => Masked;

    private static string? ErrorIn(string text)
    {
        if (text.Length == 0)
            return "is empty. Set the client's secret, as it was given to Spotnana.";
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return "holds characters that a client's secret cannot have. Use printable ASCII.";
        if (text.StartsWith(SigningPrefix, StringComparison.Ordinal))
        {
            return "is a signing secret. A client sends its secret with each request for a token, and a signing secret must never be sent: "
                + "set the secret that was given to Spotnana with the client's id.";
        }

        return text.Length < MinLength
            ? $"is shorter than {MinLength} characters, so that it could be guessed. Agree with Spotnana on a longer one."
            : null;
    }
}

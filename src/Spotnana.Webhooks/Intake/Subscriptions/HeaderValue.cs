using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>The secret value of a required header: only its digest is kept, so that values of any length compare in the same time.</summary>
internal sealed class HeaderValue : IEquatable<HeaderValue>
{
    private static readonly SearchValues<char> _visible = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code), '\t']);

    private readonly byte[] _digest;

    private HeaderValue(string text) => _digest = DigestOf(text);

    /// <returns>What is wrong with the text, without any part of it; null when it gave a value.</returns>
    public static string? Parse(string text, out HeaderValue? value)
    {
        value = null;
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return "is empty: a header without a value proves nothing. Set it to the value that the subscription's customHeaders have.";
        if (trimmed.AsSpan().ContainsAnyExcept(_visible))
            return "holds characters that a header cannot carry. Use printable ASCII.";

        value = new HeaderValue(trimmed);
        return null;
    }

    public static byte[] DigestOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public bool Matches(ReadOnlySpan<byte> digest) => CryptographicOperations.FixedTimeEquals(_digest, digest);

    public bool Equals(HeaderValue? other) => other is not null && Matches(other._digest);

    public override bool Equals(object? obj) => Equals(obj as HeaderValue);

    public override int GetHashCode() => BitConverter.ToInt32(_digest);

    public override string ToString() => "***";
}

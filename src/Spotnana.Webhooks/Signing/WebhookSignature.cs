using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Spotnana.Webhooks.Signing;

/// <summary>
/// Spotnana's signature scheme: HMAC-SHA256 over the id, a dot, the timestamp, a dot and the raw body. The methods are pure functions: the
/// current time is an argument.
/// </summary>
/// <remarks>
/// Source: Spotnana's webhook authentication page. It shows bare Base64; a prefix <c>v1,</c>, as in Standard Webhooks, is accepted too.
/// </remarks>
public static class WebhookSignature
{
    /// <summary>The most signatures that are read from one header. Further ones are ignored.</summary>
    internal const int MaxTokens = 10;

    /// <summary>The maximum length of an id, in characters.</summary>
    internal const int MaxIdLength = 256;

    private const int MaxTimestampDigits = 11;
    private const int MacBytes = HMACSHA256.HashSizeInBytes;
    private const int MacChars = 44;
    private const string VersionPrefix = "v1,";

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789");

    /// <summary>
    /// Checks the headers before the body is read: each must appear once and be well formed, and the timestamp must lie within the
    /// tolerances, their limits included.
    /// </summary>
    /// <param name="id">The header <c>x-spotnana-webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>x-spotnana-webhook-timestamp</c>.</param>
    /// <param name="signature">The header <c>x-spotnana-webhook-signature</c>.</param>
    /// <param name="now">The current time.</param>
    /// <param name="tolerance">How old the timestamp may be.</param>
    /// <param name="futureTolerance">How far ahead of the clock the timestamp may be.</param>
    /// <returns>The verdict and, if it is <see cref="SignatureVerdict.Valid"/>, the values that the check of the body needs.</returns>
    public static SignatureHeaders CheckHeaders(
        StringValues id, StringValues timestamp, StringValues signature, DateTimeOffset now, TimeSpan tolerance, TimeSpan futureTolerance)
    {
        if (!TryTakeOne(id, out var oneId, out var verdict)
            || !TryTakeOne(timestamp, out var oneTimestamp, out verdict)
            || !TryTakeOne(signature, out var oneSignature, out verdict))
        {
            return new(verdict);
        }

        if (!IsId(oneId))
            return new(SignatureVerdict.MalformedId);
        if (!TryReadTimestamp(oneTimestamp, out var sentAt))
            return new(SignatureVerdict.MalformedTimestamp);

        Span<byte> macs = stackalloc byte[MaxTokens * MacBytes];
        var count = ReadTokens(oneSignature, macs);
        if (count == 0)
            return new(SignatureVerdict.MalformedSignature);
        if (now - sentAt > tolerance)
            return new(SignatureVerdict.Stale);
        if (sentAt - now > futureTolerance)
            return new(SignatureVerdict.Future);
        return new(oneId, oneTimestamp, sentAt, macs[..(count * MacBytes)].ToArray());
    }

    /// <summary>
    /// Checks whether one of the signatures was made with one of the secrets over exactly these bytes. The headers are not parsed again.
    /// </summary>
    /// <param name="secrets">The secrets that are valid now. With none, nothing matches.</param>
    /// <param name="headers">The headers from <see cref="CheckHeaders"/>; if that refused them, its verdict is returned.</param>
    /// <param name="body">The raw body, unchanged. It is not copied.</param>
    /// <param name="secretIndex">The index of the first secret that matches, or -1.</param>
    /// <remarks>Every secret is compared with every signature in fixed time, whether or not an earlier one matched.</remarks>
    public static SignatureVerdict Verify(
        ReadOnlySpan<SigningSecret> secrets, in SignatureHeaders headers, ReadOnlySpan<byte> body, out int secretIndex)
    {
        secretIndex = -1;
        return headers.Verdict == SignatureVerdict.Valid
            ? Match(secrets, headers.Id, headers.Timestamp, headers.Signatures, body, out secretIndex)
            : headers.Verdict;
    }

    /// <summary>
    /// Checks whether one of the signatures was made with one of the secrets over exactly these bytes, for headers that were not checked
    /// before. The age of the timestamp is not checked: see <see cref="CheckHeaders"/>.
    /// </summary>
    /// <param name="secrets">The secrets that are valid now. With none, nothing matches.</param>
    /// <param name="id">The header <c>x-spotnana-webhook-id</c> as received.</param>
    /// <param name="timestamp">The header <c>x-spotnana-webhook-timestamp</c> as received.</param>
    /// <param name="signature">
    /// The header <c>x-spotnana-webhook-signature</c> as received: signatures, separated by spaces. Malformed ones are skipped.
    /// </param>
    /// <param name="body">The raw body, unchanged. It is not copied.</param>
    /// <param name="secretIndex">The index of the first secret that matches, or -1.</param>
    /// <remarks>Every secret is compared with every signature in fixed time, whether or not an earlier one matched.</remarks>
    public static SignatureVerdict Verify(
        ReadOnlySpan<SigningSecret> secrets, string id, string timestamp, string signature, ReadOnlySpan<byte> body, out int secretIndex)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(timestamp);
        ArgumentNullException.ThrowIfNull(signature);
        secretIndex = -1;
        if (!IsId(id))
            return SignatureVerdict.MalformedId;
        if (!TryReadTimestamp(timestamp, out _))
            return SignatureVerdict.MalformedTimestamp;

        Span<byte> macs = stackalloc byte[MaxTokens * MacBytes];
        var count = ReadTokens(signature, macs);
        return count == 0
            ? SignatureVerdict.MalformedSignature
            : Match(secrets, id, timestamp, macs[..(count * MacBytes)], body, out secretIndex);
    }

    /// <summary>
    /// Makes the signature that Spotnana would send, in bare Base64. The arguments are not checked, so that tests can sign what must be
    /// refused.
    /// </summary>
    public static string Sign(SigningSecret secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(timestamp);
        Span<byte> mac = stackalloc byte[MacBytes];
        Compute(secret, id, timestamp, body, mac);
        return Convert.ToBase64String(mac);
    }

    /// <summary>Reads a timestamp header: Unix time in whole seconds, 1 to 11 ASCII digits, no leading zero.</summary>
    internal static bool TryReadTimestamp([NotNullWhen(true)] string? text, out DateTimeOffset sentAt)
    {
        sentAt = default;
        if (text is not { Length: >= 1 and <= MaxTimestampDigits } || text[0] == '0' || text.AsSpan().ContainsAnyExcept(_digits))
            return false;
        sentAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    private static SignatureVerdict Match(
        ReadOnlySpan<SigningSecret> secrets, string id, string timestamp, ReadOnlySpan<byte> macs, ReadOnlySpan<byte> body,
        out int secretIndex)
    {
        secretIndex = -1;
        Span<byte> expected = stackalloc byte[MacBytes];
        for (var i = 0; i < secrets.Length; i++)
        {
            Compute(secrets[i], id, timestamp, body, expected);
            var matches = false;
            for (var at = 0; at < macs.Length; at += MacBytes)
                matches |= CryptographicOperations.FixedTimeEquals(expected, macs.Slice(at, MacBytes));
            if (matches && secretIndex < 0)
                secretIndex = i;
        }

        return secretIndex < 0 ? SignatureVerdict.Mismatch : SignatureVerdict.Valid;
    }

    private static bool TryTakeOne(StringValues values, out string value, out SignatureVerdict verdict)
    {
        value = values.Count == 1 ? values[0] ?? "" : "";
        verdict = values.Count > 1 ? SignatureVerdict.Repeated : SignatureVerdict.Missing;
        return !string.IsNullOrWhiteSpace(value);
    }

    /// <summary>An id of dots only is none: in an address it would be a dot segment, which names something else.</summary>
    private static bool IsId(string id) =>
        id.Length is >= 1 and <= MaxIdLength && !id.AsSpan().ContainsAnyExceptInRange(' ', '~') && id.AsSpan().ContainsAnyExcept('.');

    /// <summary>Decodes the well-formed signatures among the first <see cref="MaxTokens"/>, 32 bytes each.</summary>
    /// <returns>The number of signatures decoded.</returns>
    private static int ReadTokens(ReadOnlySpan<char> signature, Span<byte> macs)
    {
        var usable = 0;
        var seen = 0;
        foreach (var range in signature.Split(' '))
        {
            // What a proxy joined out of two headers has a comma before the space.
            var token = signature[range].TrimEnd(',');
            if (token.IsEmpty)
                continue;
            if (++seen > MaxTokens)
                break;
            if (token.StartsWith(VersionPrefix, StringComparison.Ordinal))
                token = token[VersionPrefix.Length..];

            // Convert skips white space: 44 characters that include some decode to fewer than 32 bytes.
            if (token.Length == MacChars
                && Convert.TryFromBase64Chars(token, macs.Slice(usable * MacBytes, MacBytes), out var written)
                && written == MacBytes)
            {
                usable++;
            }
        }

        return usable;
    }

    private static void Compute(SigningSecret secret, string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Key);
        AppendWithDot(hmac, id);
        AppendWithDot(hmac, timestamp);
        hmac.AppendData(body);
        hmac.GetHashAndReset(mac);
    }

    private static void AppendWithDot(IncrementalHash hmac, string text)
    {
        const int room = (MaxIdLength * 3) + 1;
        var size = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
        Span<byte> bytes = size <= room ? stackalloc byte[room] : new byte[size];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        bytes[length] = (byte)'.';
        hmac.AppendData(bytes[..(length + 1)]);
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Spotnana.Webhooks.Signing;

/// <summary>
/// Spotnana's signature scheme: HMAC-SHA256 over the id, a dot, the timestamp, a dot and the raw body. Pure functions: the clock is an argument.
/// </summary>
/// <remarks>
/// Source: Spotnana's webhook authentication page. It shows bare Base64; <c>v1,</c> before it, as Standard Webhooks has it, is taken too.
/// </remarks>
public static class WebhookSignature
{
    /// <summary>How many signatures of one header count. Further ones are ignored.</summary>
    public const int MaxTokens = 10;

    /// <summary>The greatest length of an id, in characters.</summary>
    public const int MaxIdLength = 256;

    private const int MaxTimestampDigits = 11;
    private const int MacBytes = HMACSHA256.HashSizeInBytes;
    private const int MacChars = 44;
    private const string VersionPrefix = "v1,";

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789");

    /// <summary>
    /// Judges all that can be judged before the body is read: each header once, well formed, and sent within the tolerances (their ends included).
    /// </summary>
    /// <returns><see cref="SignatureVerdict.Valid"/> says only that <see cref="Verify"/> is worth calling.</returns>
    public static SignatureVerdict CheckHeaders(
        StringValues id, StringValues timestamp, StringValues signature, DateTimeOffset now, TimeSpan tolerance, TimeSpan futureTolerance)
    {
        if (!TryTakeOne(id, out var oneId, out var verdict)
            || !TryTakeOne(timestamp, out var oneTimestamp, out verdict)
            || !TryTakeOne(signature, out var oneSignature, out verdict))
        {
            return verdict;
        }

        if (!IsId(oneId))
            return SignatureVerdict.MalformedId;
        if (!TryReadTimestamp(oneTimestamp, out var sentAt))
            return SignatureVerdict.MalformedTimestamp;
        if (ReadTokens(oneSignature, stackalloc byte[MaxTokens * MacBytes]) == 0)
            return SignatureVerdict.MalformedSignature;
        if (now - sentAt > tolerance)
            return SignatureVerdict.Stale;
        return sentAt - now > futureTolerance ? SignatureVerdict.Future : SignatureVerdict.Valid;
    }

    /// <summary>
    /// Tells whether one of the secrets made one of the signatures over exactly these bytes. Age is not judged here: see <see cref="CheckHeaders"/>.
    /// </summary>
    /// <param name="secrets">The secrets that are valid now. With none, nothing matches.</param>
    /// <param name="id">The header <c>x-spotnana-webhook-id</c> as received.</param>
    /// <param name="timestamp">The header <c>x-spotnana-webhook-timestamp</c> as received.</param>
    /// <param name="signature">The header <c>x-spotnana-webhook-signature</c> as received: tokens with spaces between. Tokens of another form are skipped.</param>
    /// <param name="body">The raw body, unchanged. It is not copied.</param>
    /// <param name="secretIndex">The first secret that matches, or -1.</param>
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

        Span<byte> candidates = stackalloc byte[MaxTokens * MacBytes];
        var count = ReadTokens(signature, candidates);
        if (count == 0)
            return SignatureVerdict.MalformedSignature;

        Span<byte> expected = stackalloc byte[MacBytes];
        for (var i = 0; i < secrets.Length; i++)
        {
            Compute(secrets[i], id, timestamp, body, expected);
            var matches = false;
            for (var token = 0; token < count; token++)
                matches |= CryptographicOperations.FixedTimeEquals(expected, candidates.Slice(token * MacBytes, MacBytes));
            if (matches && secretIndex < 0)
                secretIndex = i;
        }

        return secretIndex < 0 ? SignatureVerdict.Mismatch : SignatureVerdict.Valid;
    }

    /// <summary>Makes the signature that Spotnana would send: bare Base64. Nothing is judged, so that tests can sign what must be refused.</summary>
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
    public static bool TryReadTimestamp([NotNullWhen(true)] string? text, out DateTimeOffset sentAt)
    {
        sentAt = default;
        if (text is not { Length: >= 1 and <= MaxTimestampDigits } || text[0] == '0' || text.AsSpan().ContainsAnyExcept(_digits))
            return false;
        sentAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    private static bool TryTakeOne(StringValues values, out string value, out SignatureVerdict verdict)
    {
        value = values.Count == 1 ? values[0] ?? "" : "";
        verdict = values.Count > 1 ? SignatureVerdict.Repeated : SignatureVerdict.Missing;
        return !string.IsNullOrWhiteSpace(value);
    }

    private static bool IsId(string id) => id.Length is >= 1 and <= MaxIdLength && !id.AsSpan().ContainsAnyExceptInRange(' ', '~');

    // Decodes the usable ones among the first tokens, 32 bytes each, and counts them
    private static int ReadTokens(ReadOnlySpan<char> signature, Span<byte> macs)
    {
        var usable = 0;
        var seen = 0;
        foreach (var range in signature.Split(' '))
        {
            var token = signature[range];
            if (token.IsEmpty)
                continue;
            if (++seen > MaxTokens)
                break;
            if (token.StartsWith(VersionPrefix, StringComparison.Ordinal))
                token = token[VersionPrefix.Length..];

            // Convert skips white space: with exactly 44 characters that leaves fewer than 32 bytes
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

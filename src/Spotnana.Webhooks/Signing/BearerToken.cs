using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Spotnana.Webhooks.Signing;

/// <summary>
/// Tokens that say themselves until when they are valid, so that nothing has to be remembered of them: a version, the expiry, a random
/// number and a code over these, in Base64 for URLs. The methods are pure functions: the current time is an argument.
/// </summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";
    private const byte Version = 1;
    private const int ExpiryAt = 1;
    private const int NonceAt = ExpiryAt + sizeof(long);
    private const int MacAt = NonceAt + 16;
    private const int Bytes = MacAt + TokenKey.MacBytes;

    // A multiple of three bytes: each character counts, and there is no other way to write the same token.
    private const int Characters = Bytes / 3 * 4;

    /// <summary>Makes a new token. No two are the same.</summary>
    /// <param name="key">The key of the client that asks.</param>
    /// <param name="expiresAt">From when on it is refused; a fraction of a millisecond is dropped.</param>
    public static string Make(TokenKey key, DateTimeOffset expiresAt)
    {
        Span<byte> token = stackalloc byte[Bytes];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token[ExpiryAt..], expiresAt.ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(token[NonceAt..MacAt]);
        key.Sign(token[..MacAt], token[MacAt..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Checks the token of a request. Every key is tried, whether or not an earlier one matched.</summary>
    /// <param name="keys">The keys that are valid now. With none, nothing matches.</param>
    /// <param name="authorization">The header <c>Authorization</c>.</param>
    /// <param name="now">The current time.</param>
    /// <param name="keyIndex">The index of the first key that made it, if the token is valid; else -1.</param>
    public static TokenVerdict Verify(ReadOnlySpan<TokenKey> keys, StringValues authorization, DateTimeOffset now, out int keyIndex)
    {
        keyIndex = -1;
        if (authorization.Count == 0)
            return TokenVerdict.Missing;

        Span<byte> token = stackalloc byte[Bytes];
        if (!TryRead(authorization, token))
            return TokenVerdict.Malformed;

        var maker = MakerOf(token, keys);
        if (maker < 0)
            return TokenVerdict.Mismatch;
        if (now.ToUnixTimeMilliseconds() >= BinaryPrimitives.ReadInt64BigEndian(token[ExpiryAt..]))
            return TokenVerdict.Expired;
        keyIndex = maker;
        return TokenVerdict.Valid;
    }

    private static bool TryRead(StringValues authorization, Span<byte> token)
    {
        if (authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;

        // The decoder skips white space: what includes some decodes to fewer bytes.
        var text = header.AsSpan(Scheme.Length).Trim(' ');
        return text.Length == Characters
            && Base64Url.DecodeFromChars(text, token, out _, out var written) == OperationStatus.Done
            && written == Bytes
            && token[0] == Version;
    }

    private static int MakerOf(ReadOnlySpan<byte> token, ReadOnlySpan<TokenKey> keys)
    {
        var maker = -1;
        Span<byte> mac = stackalloc byte[TokenKey.MacBytes];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i].Sign(token[..MacAt], mac);
            var isMaker = CryptographicOperations.FixedTimeEquals(mac, token[MacAt..]);
            if (isMaker && maker < 0)
                maker = i;
        }

        return maker;
    }
}

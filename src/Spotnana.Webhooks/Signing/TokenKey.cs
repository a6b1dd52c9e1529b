using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Signing;

/// <summary>
/// The key of the tokens that one client gets for one subscription by one of its secrets. It follows from these alone, so each replica has
/// it, before and after a restart. It never prints itself.
/// </summary>
[DebuggerDisplay("***")]
internal sealed class TokenKey
{
    /// <summary>The length of a code, in bytes.</summary>
    internal const int MacBytes = HMACSHA256.HashSizeInBytes;

    // Slow, because whoever sees a token could else find a short secret by trying them all on it. Paid once, when the secret is read.
    private const int Iterations = 100_000;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _key;

    /// <param name="secret">The secret by which the client asks for tokens.</param>
    /// <param name="subscription">The name of the subscription.</param>
    /// <param name="clientId">The client's id, which has no line end.</param>
    public TokenKey(ClientSecret secret, string subscription, string clientId) => _key = Rfc2898DeriveBytes.Pbkdf2(
        secret.Text, Encoding.UTF8.GetBytes($"spotnana-webhooks bearer token 1\n{subscription}\n{clientId}"), Iterations,
        HashAlgorithmName.SHA256, MacBytes);

    /// <summary>Writes the code of the data, <see cref="MacBytes"/> bytes.</summary>
    public void Sign(ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA256.HashData(_key, data, mac);
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>The one client that gets tokens for a subscription, with the secrets that it has at one moment. Never changed.</summary>
/// <param name="subscription">The subscription's name.</param>
/// <param name="id">The client's id.</param>
/// <param name="secrets">Its secrets, all valid.</param>
internal sealed class TokenClient(string subscription, string id, ClientSecret[] secrets)
{
    private readonly byte[] _id = DigestOf(id);
    private readonly TokenKey[] _keys = [.. secrets.Select(secret => new TokenKey(secret, subscription, id))];

    /// <summary>The key for this client and secret, and the secret's index; null where either is wrong, which takes as long.</summary>
    public (TokenKey Key, int Index)? KeyFor(string clientId, string clientSecret)
    {
        var found = -1;
        for (var i = 0; i < secrets.Length; i++)
        {
            var isRight = secrets[i].Is(clientSecret);
            if (isRight && found < 0)
                found = i;
        }

        var isKnown = CryptographicOperations.FixedTimeEquals(_id, DigestOf(clientId));
        return isKnown && found >= 0 ? (_keys[found], found) : null;
    }

    /// <inheritdoc cref="BearerToken.Verify"/>
    public TokenVerdict Verify(StringValues authorization, DateTimeOffset now, out int keyIndex) =>
        BearerToken.Verify(_keys, authorization, now, out keyIndex);

    private static byte[] DigestOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

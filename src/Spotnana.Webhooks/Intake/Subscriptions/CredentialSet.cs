using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>
/// The secrets and headers that a subscription's requests are checked against at one moment. Never changed, only replaced.
/// </summary>
/// <param name="secrets">Its signing secrets, all valid.</param>
/// <param name="headers">The headers that each request must carry.</param>
/// <param name="client">The client whose tokens are accepted. Null: none are.</param>
internal sealed class CredentialSet(SigningSecret[] secrets, RequiredHeader[] headers, TokenClient? client)
{
    public ReadOnlySpan<SigningSecret> Secrets => secrets;

    public TokenClient? Client => client;

    /// <summary>The index, for the log, of a client's secret: they count on from the signing secrets.</summary>
    public int SecretIndexOf(int clientSecret) => secrets.Length + clientSecret;

    /// <summary>Whether a request carries every required header, each once and with a right value.</summary>
    public bool AreRequiredHeadersIn(IHeaderDictionary request)
    {
        var all = true;
        foreach (var header in headers)
            all &= header.IsIn(request);
        return all;
    }
}

using System.Security.Cryptography;
using Spotnana.Webhooks.Cli.Tokens;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>
/// OAuth 2.0 client credentials, as older partners use it: each connection has a token of its own, and there are no signature headers.
/// </summary>
internal sealed class BearerCredentials(OAuthClient client, HttpClient http, TimeProvider clock) : IDeliveryCredentials
{
    private readonly TokenRequests _requests = new(client.TokenUrl, http, clock);

    /// <summary>There is no id header: this is the id that the service gives such a delivery.</summary>
    public string IdOf(PlannedDelivery delivery, byte[] body) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(body));

    public async ValueTask<AttemptHeaders> HeadersAsync(
        PlannedDelivery delivery, byte[] body, Connection connection, CancellationToken cancellationToken)
    {
        if (connection.TokenAt(clock.GetUtcNow()) is null && await FetchAsync(connection, cancellationToken) is { } failure)
            return AttemptHeaders.Failed(failure);
        return AttemptHeaders.Of(
            EventHeaders.Of([new("Authorization", $"Bearer {connection.Token}")], delivery.TraceId, SignedEvent.NewSpanId()));
    }

    private async Task<string?> FetchAsync(Connection connection, CancellationToken cancellationToken)
    {
        var answer = await _requests.AskAsync(client.Id, client.Secret, cancellationToken);
        if (answer.Token is not { } token)
            return $"token: {answer.ShortFailure}";
        connection.Take(token, clock.GetUtcNow() + answer.Lifetime);
        return null;
    }
}

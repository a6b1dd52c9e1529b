using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>
/// OAuth 2.0 client credentials, as older partners use it: each connection has a token of its own, and there are no signature headers.
/// </summary>
internal sealed class BearerCredentials(OAuthClient client, HttpClient http, TimeProvider clock) : IDeliveryCredentials
{
    private const string Unusable = "token: unusable answer";

    // A longer validity counts as this: no run takes longer
    private static readonly TimeSpan _longestValidity = TimeSpan.FromDays(30);

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
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client.Id,
            ["client_secret"] = client.Secret,
        });
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, client.TokenUrl) { Content = form };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode is not System.Net.HttpStatusCode.OK)
                return $"token: {(int)response.StatusCode}";
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var seconds = answer.RootElement.GetProperty("expires_in").GetDouble();
            var token = answer.RootElement.GetProperty("access_token").GetString();
            if (string.IsNullOrEmpty(token) || !token.All(IsOfToken) || !(seconds > 0))
                return Unusable;
            connection.Take(token, clock.GetUtcNow().AddSeconds(Math.Min(seconds, _longestValidity.TotalSeconds)));
            return null;
        }
        catch (Exception exception) when (WebhookClient.IsNoAnswer(exception, cancellationToken))
        {
            return $"token: {WebhookAnswer.ShortReason(exception)}";
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return Unusable;
        }
    }

    // What RFC 6750 allows, and more, but nothing that could end the header
    private static bool IsOfToken(char character) => character is > ' ' and <= '~';
}

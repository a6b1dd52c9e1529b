using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Http;

namespace Spotnana.Webhooks.Cli.Tokens;

/// <summary>Asks for tokens as Spotnana does: by a form with the client's id and secret.</summary>
internal sealed class TokenRequests(Uri url, HttpClient http, TimeProvider clock)
{
    private const int MaxTextLength = 300;

    // A longer validity counts as this: no run takes longer
    private static readonly TimeSpan _longestValidity = TimeSpan.FromDays(30);

    /// <param name="id">The client's id.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<TokenAnswer> AskAsync(string id, string secret, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = id,
            ["client_secret"] = secret,
        });
        var start = clock.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = form };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await http.SendAsync(request, cancellationToken);
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var answer = new WebhookAnswer(response.StatusCode, BodyStatus: null, Detail: null, Elapsed(), Failure: null);
            return response.StatusCode is HttpStatusCode.OK
                ? Read(answer, content)
                : NoToken(answer with { Text = Printable.Line(Encoding.UTF8.GetString(content), MaxTextLength) });
        }
        catch (Exception exception) when (WebhookClient.IsNoAnswer(exception, cancellationToken))
        {
            return NoToken(new WebhookAnswer(Status: null, BodyStatus: null, Detail: null, Elapsed(), exception));
        }

        long Elapsed() => (long)clock.GetElapsedTime(start).TotalMilliseconds;
    }

    private static TokenAnswer Read(WebhookAnswer answer, byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            var seconds = json.RootElement.GetProperty("expires_in").GetDouble();
            var token = json.RootElement.GetProperty("access_token").GetString();
            if (string.IsNullOrEmpty(token) || !token.All(IsOfToken) || !(seconds > 0))
                return NoToken(answer);
            var type = json.RootElement.TryGetProperty("token_type", out var named) ? named.GetString() : null;
            return new TokenAnswer(answer, token, TimeSpan.FromSeconds(Math.Min(seconds, _longestValidity.TotalSeconds)), type);
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return NoToken(answer);
        }
    }

    private static TokenAnswer NoToken(WebhookAnswer answer) => new(answer, Token: null, Lifetime: default, Type: null);

    // What RFC 6750 allows, and more, but nothing that could end the header
    private static bool IsOfToken(char character) => character is > ' ' and <= '~';
}

using System.Text.Json;
using Spotnana.Webhooks.Cli.Events;

namespace Spotnana.Webhooks.Cli.Http;

/// <summary>Posts signed events as Spotnana does: redirects are answers, and an answer has 40 seconds.</summary>
internal sealed class WebhookClient : IDisposable
{
    /// <summary>How long Spotnana waits for a whole answer.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(40);

    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxTextLength = 300;

    private readonly Uri _url;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public WebhookClient(Uri url, TimeProvider clock)
    {
        _url = url;
        _clock = clock;

        // A connection for each request: a receiver that closes kept ones would fail the next request by chance,
        // and Spotnana's time limit counts the connection too
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !url.IsLoopback,
            PooledConnectionLifetime = TimeSpan.Zero,
        };
        _http = new HttpClient(handler)
        {
            Timeout = TimeLimit,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    public async Task<WebhookAnswer> PostAsync(byte[] body, SignedEvent signed, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in signed.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        var start = _clock.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var (status, detail) = Read(content);
            return new WebhookAnswer(response.StatusCode, status, detail, Elapsed(start), Failure: null);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(Status: null, BodyStatus: null, Detail: null, Elapsed(start), exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private long Elapsed(long start) => (long)Math.Round(_clock.GetElapsedTime(start).TotalMilliseconds);

    private static (string? Status, string? Detail) Read(byte[] content)
    {
        try
        {
            using var answer = JsonDocument.Parse(content);
            return (Text(answer.RootElement, "status"), Text(answer.RootElement, "detail"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, null);
        }
    }

    // It goes to a terminal: no control characters, no novels
    private static string? Text(JsonElement answer, string property)
    {
        if (answer.ValueKind is not JsonValueKind.Object || !answer.TryGetProperty(property, out var value) || value.ValueKind is not JsonValueKind.String)
            return null;
        var text = new string([.. value.GetString()!.Where(character => !char.IsControl(character)).Take(MaxTextLength)]);
        return text.Length == 0 ? null : text;
    }
}

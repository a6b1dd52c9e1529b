using System.Text;
using System.Text.Json;

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

    /// <param name="url">Where to post.</param>
    /// <param name="clock">Measures how long answers take.</param>
    /// <param name="keptConnections">
    /// 0: a connection for each request. A receiver that closes kept ones would fail the next request by chance, and Spotnana's time limit
    /// counts
    /// the connection too. Otherwise at most so many, which are kept: for a load that would use up the machine's ports.
    /// </param>
    public WebhookClient(Uri url, TimeProvider clock, int keptConnections = 0)
        : this(url, clock, CreateHttp(url, keptConnections))
    {
    }

    /// <summary>With an HTTP client that is disposed of together with this.</summary>
    internal WebhookClient(Uri url, TimeProvider clock, HttpClient http) => (_url, _clock, _http) = (url, clock, http);

    /// <summary>Headers that are sent with every request, besides its own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> AddedHeaders { get; init; } = [];

    /// <summary>A client that behaves as Spotnana's does.</summary>
    public static HttpClient CreateHttp(Uri url, int keptConnections)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !url.IsLoopback,
        };
        if (keptConnections == 0)
            handler.PooledConnectionLifetime = TimeSpan.Zero;
        else
            handler.MaxConnectionsPerServer = keptConnections;
        return new HttpClient(handler)
        {
            Timeout = TimeLimit,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    public Task<WebhookAnswer> PostAsync(
        byte[] body, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, body, headers, cancellationToken);

    public async Task<WebhookAnswer> SendAsync(
        HttpMethod method, byte[]? body, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, _url) { Content = body is null ? null : new ByteArrayContent(body) };
        foreach (var (name, value) in headers.Concat(AddedHeaders))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(TimeLimit);
        var start = _clock.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            var content = await ReadStartAsync(response.Content, limited.Token);
            var (status, detail) = Read(content);
            return new WebhookAnswer(response.StatusCode, status, detail, Elapsed(start), Failure: null)
            {
                Text = Printable.Line(Encoding.UTF8.GetString(content), MaxTextLength),
                Location = response.Headers.Location is { } location ? Printable.Line(location.OriginalString, MaxTextLength) : null,
            };
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            return new WebhookAnswer(Status: null, BodyStatus: null, Detail: null, Elapsed(start), exception);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// True if the connection failed or the time was spent; false if the caller stopped it. A failure in the same moment as a stop is a
    /// failure.
    /// </summary>
    public static bool IsNoAnswer(Exception exception, CancellationToken stop) =>
        exception is HttpRequestException or IOException || (exception is OperationCanceledException && !stop.IsCancellationRequested);

    private long Elapsed(long start) => (long)Math.Round(_clock.GetElapsedTime(start).TotalMilliseconds);

    // Spotnana does not read it, so a longer one is no failure: its beginning is enough
    private static async Task<byte[]> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswerBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }

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

    private static string? Text(JsonElement answer, string property)
    {
        if (answer.ValueKind is not JsonValueKind.Object
            || !answer.TryGetProperty(property, out var value)
            || value.ValueKind is not JsonValueKind.String)
        {
            return null;
        }

        var text = Printable.Line(value.GetString()!, MaxTextLength);
        return text.Length == 0 ? null : text;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>Calls the management API, and says what is wrong in words that help.</summary>
internal sealed class ManagementClient : IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    // A redrive or a discard of very many takes its time.
    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(10);

    private readonly Uri _server;
    private readonly bool _hasKey;
    private readonly HttpClient _http;

    public ManagementClient(Uri server, string? key)
    {
        _server = server;
        _hasKey = key is not null;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !server.IsLoopback })
        {
            Timeout = _timeLimit,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        if (key is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    private string Place => _server.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>Without its parameters, each part percent-encoded.</summary>
    public static string Path(params string[] parts) => string.Join('/', parts.Select(Uri.EscapeDataString).Prepend("api"));

    public async Task<ManagementAnswer> CallAsync(
        HttpMethod method, string path, IEnumerable<(string Name, string Value)> parameters, CancellationToken cancellationToken)
    {
        var (status, content, error) = await SendAsync(method, path, parameters, cancellationToken);
        return error is null ? Read(status!.Value, content) : Failed(status, error);
    }

    /// <summary>Gets an answer that is not JSON.</summary>
    public async Task<(ReadOnlyMemory<byte> Bytes, string? Error)> ReadBytesAsync(
        string path, IEnumerable<(string Name, string Value)> parameters, CancellationToken cancellationToken)
    {
        var (status, content, error) = await SendAsync(HttpMethod.Get, path, parameters, cancellationToken);
        return (content, status == HttpStatusCode.OK ? error : error ?? Read(status!.Value, content).Error);
    }

    private async Task<(HttpStatusCode? Status, byte[] Content, string? Error)> SendAsync(
        HttpMethod method, string path, IEnumerable<(string Name, string Value)> parameters, CancellationToken cancellationToken)
    {
        var query = string.Join('&', parameters.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}"));
        using var request = new HttpRequestMessage(method, AddressOf(query.Length == 0 ? path : $"{path}?{query}"));
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), null);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (null, [], WhyNoAnswer(exception));
        }
    }

    public void Dispose() => _http.Dispose();

    // Left as it is written: Uri would turn /api/deliveries/../redrive into /api/redrive, and so one delivery into all of them.
    private Uri AddressOf(string target) =>
        new($"{Place}/{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static ManagementAnswer Failed(HttpStatusCode? status, string error) => new(status, default, error);

    private ManagementAnswer Read(HttpStatusCode status, byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var json = document.RootElement.Clone();
            if (status is HttpStatusCode.OK or HttpStatusCode.Accepted && json.ValueKind == JsonValueKind.Object)
                return new ManagementAnswer(status, json, Error: null);
            return Failed(status, Explain(status, json.Text("detail")));
        }
        catch (JsonException)
        {
            return Failed(status, Explain(status, detail: null));
        }
    }

    private string Explain(HttpStatusCode status, string? detail)
    {
        var meaning = status switch
        {
            HttpStatusCode.Unauthorized when _hasKey => "The service does not know this key.",
            HttpStatusCode.Unauthorized => $"The service requires a key.\nGive one by --key or in {ManagementServer.KeyVariable}.",
            HttpStatusCode.Forbidden when !_hasKey =>
                $"This is not allowed without a key.\nGive one by --key or in {ManagementServer.KeyVariable}.",
            HttpStatusCode.Forbidden => "The key lacks the right that this needs.",
            HttpStatusCode.MisdirectedRequest => $"The service does not answer to the name {_server.Host}.",
            HttpStatusCode.ServiceUnavailable => "The service cannot reach its inbox now.",
            HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.Gone or HttpStatusCode.BadRequest
                when detail is not null => null,
            _ => $"There is no management API at {Place}.\nIts listener is not that of the webhooks (Kestrel:Endpoints:Management:Url).",
        };
        return $"{(int)status}: {(meaning is null ? detail : detail is null ? meaning : $"{meaning}\nIt says: {detail}")}";
    }

    private string WhyNoAnswer(Exception failure) => failure switch
    {
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
            $"Nothing listens at {Place}."
            + (_server.IsLoopback
                ? " Start the service:\n  dotnet run --project src/Spotnana.Webhooks.Receiver\nor name its management listener by --server."
                : ""),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name {_server.Host} cannot be resolved.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            $"No secure connection to {Place}: {failure.GetBaseException().Message}",
        OperationCanceledException => $"{Place} did not answer within {_timeLimit.TotalMinutes:0} minutes.",
        _ => $"No answer from {Place}: {failure.GetBaseException().Message}",
    };
}

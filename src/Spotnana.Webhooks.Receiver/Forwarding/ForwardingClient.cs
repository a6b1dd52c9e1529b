namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>The one HTTP client of all routes: pooled connections, no redirects, no cookies, no retries of its own.</summary>
internal sealed class ForwardingClient : IDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null, // the handler writes traceparent itself, with and without anybody who records spans
        ConnectTimeout = TimeSpan.FromSeconds(10),
    });

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _client.SendAsync(request, cancellationToken);

    public void Dispose() => _client.Dispose();
}

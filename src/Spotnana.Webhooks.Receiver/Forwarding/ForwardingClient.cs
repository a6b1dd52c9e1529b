namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>
/// A route's HTTP client: pooled connections, no redirects, no cookies, no proxy unless the settings name it, no retries of requests that
/// the target may have seen.
/// </summary>
internal sealed class ForwardingClient(ForwardOptions options) : IDisposable
{
    private static readonly TimeSpan _longestConnect = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = ForwardAddress.ProxyOf(options) is not null,
        Proxy = ForwardAddress.ProxyOf(options),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null, // the request carries its own traceparent, whether or not spans are recorded

        // Shorter than an attempt may take, to tell a target that is not there from one that is slow.
        ConnectTimeout = options.Timeout / 2 < _longestConnect ? options.Timeout / 2 : _longestConnect,

        // The rest of an answer is read, so that the connection can be used again, but no more of it than this.
        MaxResponseDrainSize = 64 * 1024,
        ResponseDrainTimeout = TimeSpan.FromSeconds(2),
    });

    /// <summary>Returns as soon as the answer's headers are there.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _client.SendAsync(request, cancellationToken);

    public void Dispose() => _client.Dispose();
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>Spotnana's side: signs and sends over a fixed number of connections, and keeps a <see cref="Ledger"/>.</summary>
internal sealed class Sender : IDisposable
{
    private readonly Secret _secret;
    private readonly int _connections;
    private readonly HttpClient _client;

    public Sender(Secret secret, int connections = 32)
    {
        _secret = secret;
        _connections = connections;
        _client = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
            UseProxy = false,
            AllowAutoRedirect = false,
        })
        {
            Timeout = Wait.Bound,
        };
    }

    public Ledger Ledger { get; } = new();

    /// <summary>
    /// Sends until nothing is left or, since the service is gone then, until a connection fails.
    /// Returns how many got an answer.
    /// </summary>
    public async Task<int> SendAsync(Uri url, IEnumerable<OutgoingDelivery> deliveries)
    {
        using var left = new SharedEnumerator<OutgoingDelivery>(deliveries);
        var answered = 0;
        var gone = false;
        await Task.WhenAll(Enumerable.Range(0, _connections).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref gone) && left.TryTake(out var delivery))
            {
                var answer = await SendAsync(url, delivery);
                if (answer.Status is null)
                    Volatile.Write(ref gone, true);
                else
                    Interlocked.Increment(ref answered);
            }
        })));
        return answered;
    }

    /// <summary>Sends one, with a fresh timestamp and signature, or with another signature than the true one.</summary>
    public async Task<Answer> SendAsync(Uri url, OutgoingDelivery delivery, string? signature = null)
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("x-spotnana-webhook-id", delivery.Id);
        request.Headers.Add("x-spotnana-webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("x-spotnana-webhook-signature", signature ?? Sign(delivery, timestamp));
        request.Headers.Add("API-Version", "2.0");

        Ledger.Send(delivery);
        var answer = await PostAsync(request, delivery.Id);
        Ledger.Record(answer);
        return answer;
    }

    /// <summary>Every signature that was sent.</summary>
    public ConcurrentQueue<string> Signatures { get; } = new();

    public void Dispose() => _client.Dispose();

    private string Sign(OutgoingDelivery delivery, long timestamp)
    {
        var signature = _secret.Sign(delivery.Id, timestamp, delivery.Body);
        Signatures.Enqueue(signature);
        return signature;
    }

    private async Task<Answer> PostAsync(HttpRequestMessage request, string id)
    {
        try
        {
            using var response = await _client.SendAsync(request);
            var status = response.StatusCode;
            var body = await response.Content.ReadAsStringAsync();
            return new(id, status, body, response.Headers.RetryAfter is not null, Stopwatch.GetTimestamp());
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
        {
            return new(id, null, exception.Message, false, Stopwatch.GetTimestamp());
        }
    }

    private sealed class SharedEnumerator<T>(IEnumerable<T> items) : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly IEnumerator<T> _items = items.GetEnumerator();

        public bool TryTake(out T item)
        {
            lock (_lock)
            {
                var taken = _items.MoveNext();
                item = taken ? _items.Current : default!;
                return taken;
            }
        }

        public void Dispose() => _items.Dispose();
    }
}

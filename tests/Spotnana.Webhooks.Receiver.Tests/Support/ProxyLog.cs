using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>A forward proxy that keeps what it is asked for and forwards nothing: it answers 502.</summary>
internal sealed class ProxyLog : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting = Task.CompletedTask;

    /// <summary>The targets of the requests, as they stand in the request lines.</summary>
    public ConcurrentQueue<string> Targets { get; } = new();

    public string Url => $"http://{_listener.LocalEndpoint}";

    public static Task<ProxyLog> StartAsync()
    {
        var proxy = new ProxyLog();
        proxy._listener.Start();
        proxy._accepting = proxy.AcceptAsync();
        return Task.FromResult(proxy);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(connection.GetStream());
                var line = await reader.ReadLineAsync();
                if (line?.Split(' ') is [_, var target, ..])
                    Targets.Enqueue(target);
                await connection.GetStream().WriteAsync(
                    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>A TCP connection whose every byte the test writes itself.</summary>
public sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[4096];
    private string _unread = "";

    private RawConnection(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    /// <param name="url">The server; only its port counts.</param>
    /// <param name="from">The loopback address to come from; 127.0.0.1 by default.</param>
    public static async Task<RawConnection> OpenAsync(Uri url, string from = "127.0.0.1")
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0)) { NoDelay = true };
        using var bound = new CancellationTokenSource(Bound);
        await client.ConnectAsync(IPAddress.Loopback, url.Port, bound.Token);
        return new RawConnection(client);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var bound = new CancellationTokenSource(Bound);
        await _stream.WriteAsync(bytes, bound.Token);
    }

    /// <summary>Tells the server that nothing more comes.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next answer; null when the server ended the connection instead.</summary>
    public async Task<RawAnswer?> ReadAsync()
    {
        int end;
        while ((end = _unread.IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            if (!await FillAsync())
                return null;
        }

        var lines = _unread[..end].Split("\r\n");
        var headers = lines.Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        var length = int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture);
        _unread = _unread[(end + 4)..];
        while (_unread.Length < length)
        {
            if (!await FillAsync())
                return null;
        }

        var body = _unread[..length];
        _unread = _unread[length..];
        return new RawAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, body);
    }

    /// <summary>Waits until the server ends the connection. What it still sends is dropped.</summary>
    public async Task ReadToEndAsync()
    {
        while (await FillAsync())
            _unread = "";
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> FillAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        try
        {
            var read = await _stream.ReadAsync(_buffer, bound.Token);
            _unread += Encoding.Latin1.GetString(_buffer, 0, read);
            return read > 0;
        }
        catch (IOException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Neither an answer nor an end within {Bound.TotalSeconds} s; so far: {_unread}");
        }
    }
}

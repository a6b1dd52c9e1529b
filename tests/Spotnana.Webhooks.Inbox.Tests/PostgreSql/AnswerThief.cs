using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>Stands between an engine and its server, and can swallow what the server answers.</summary>
internal sealed class AnswerThief : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly List<TcpClient> _clients = [];

    public AnswerThief(string connectionString)
    {
        _settings = new NpgsqlConnectionStringBuilder(connectionString);
        (Host, Port) = (_settings.Host!, _settings.Port);
        _listener.Start();
        (_settings.Host, _settings.Port) = ("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
        _ = AcceptAsync();
    }

    /// <summary>Leads to the server through the thief.</summary>
    public string ConnectionString => _settings.ConnectionString;

    /// <summary>True: no answer gets through.</summary>
    public bool Steals { get; set; }

    /// <summary>
    /// True: it steals from the next COMMIT on that is sent as text. (A COMMIT that is used often is prepared, and sent by its name.)
    /// </summary>
    public bool StealsFromCommit { get; set; }

    private string Host { get; }

    private int Port { get; }

    /// <summary>Hangs up on everybody.</summary>
    public void HangUp()
    {
        lock (_clients)
        {
            _clients.ForEach(client => client.Dispose());
            _clients.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        HangUp();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var (client, server) = (await _listener.AcceptTcpClientAsync(), new TcpClient());
                await server.ConnectAsync(Host, Port);
                lock (_clients)
                    _clients.AddRange([client, server]);
                _ = CopyAsync(client, server, isAnswer: false);
                _ = CopyAsync(server, client, isAnswer: true);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool isAnswer)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var read)
            {
                if (!isAnswer && StealsFromCommit && buffer.AsSpan(0, read).IndexOf("COMMIT"u8) >= 0)
                    Steals = true;
                if (!isAnswer || !Steals)
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            // hung up
        }
    }
}

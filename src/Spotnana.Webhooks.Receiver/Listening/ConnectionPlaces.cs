using System.Net;
using Microsoft.AspNetCore.Connections;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// The places for connections on one listener. When all are taken, a new connection gets the place of the one that the service has waited
/// for longest; connections of an address that takes more than its share go before others. So idle connections shut nobody out.
/// </summary>
internal sealed partial class ConnectionPlaces(
    string listener, int count, ClientAddresses addresses, TimeProvider time, ILogger<ConnectionPlaces> logger)
{
    private const int Shares = 8;

    private readonly Lock _lock = new();
    private readonly DropOrder<ClientConnection> _waiting = new(Math.Max(1, count / Shares));
    private readonly LineLimit _lines = new(time);
    private readonly LineLimit _descriptorLines = new(time);
    private int _taken;

    /// <summary>Gives a new connection a place. False when every other one has a whole request that is being answered.</summary>
    public bool TryTake(ConnectionContext context)
    {
        var connection = new ClientConnection(this, context);
        ClientConnection? dropped = null;
        lock (_lock)
        {
            if (_taken >= count && (dropped = Drop()) is null)
                return false;
            _taken++;
            Queue(connection);
        }

        context.Features.Set(connection);
        context.ConnectionClosed.UnsafeRegister(static connection => ((ClientConnection)connection!).Gone(), connection);
        End(dropped);
        return true;
    }

    /// <summary>Ends the connection whose turn it is, because the process has no file descriptor left.</summary>
    public void FreeDescriptor(string problem)
    {
        ClientConnection? dropped;
        lock (_lock)
            dropped = Drop();
        dropped?.Context.Abort();
        if (_descriptorLines.Passes(out var unlogged))
            Log.NoDescriptor(logger, listener, problem, unlogged);
    }

    internal void Waits(ClientConnection connection)
    {
        lock (_lock)
        {
            Unqueue(connection);
            Queue(connection);
        }
    }

    internal void Works(ClientConnection connection)
    {
        lock (_lock)
            Unqueue(connection);
    }

    internal void Leave(ClientConnection connection)
    {
        lock (_lock)
        {
            if (connection.IsGone)
                return;
            connection.IsGone = true;
            _taken--;
            Unqueue(connection);
        }
    }

    private void End(ClientConnection? dropped)
    {
        if (dropped is null)
            return;
        dropped.Context.Abort();
        if (_lines.Passes(out var unlogged))
            Log.Full(logger, listener, count, unlogged);
    }

    private ClientConnection? Drop()
    {
        var dropped = _waiting.First?.Item;
        if (dropped is not null)
            Leave(dropped);
        return dropped;
    }

    private void Queue(ClientConnection connection)
    {
        if (!connection.IsGone)
            connection.Entry = _waiting.Add(connection, addresses.ShareOf((connection.Context.RemoteEndPoint as IPEndPoint)?.Address), 1);
    }

    private void Unqueue(ClientConnection connection)
    {
        if (connection.Entry is { } entry)
            _waiting.Remove(entry);
        connection.Entry = null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Listener {Listener} has all of its {Count} connections: the one that was idle longest was ended for a new one ({Unlogged} more not logged).")]
        public static partial void Full(ILogger logger, string listener, int count, int unlogged);

        [LoggerMessage(2, LogLevel.Error,
            "Listener {Listener} cannot accept a connection: {Problem}. The one that was idle longest was ended. "
            + "Raise the limit of open files (ulimit -n, LimitNOFILE). ({Unlogged} more not logged)")]
        public static partial void NoDescriptor(ILogger logger, string listener, string problem, int unlogged);
    }
}

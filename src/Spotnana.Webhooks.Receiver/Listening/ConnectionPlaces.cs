using System.Net;
using Microsoft.AspNetCore.Connections;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// The places for connections on one listener. When all are taken, a new connection gets the place of the one that the service has waited
/// for longest; connections of an address that takes more than its share go before others, and those by which something authentic came
/// after all others. So idle connections shut nobody out.
/// </summary>
internal sealed partial class ConnectionPlaces(
    string listener, int count, ClientAddresses addresses, TimeProvider time, ILogger<ConnectionPlaces> logger)
{
    private const int Shares = 8;

    /// <summary>The longest that a new connection waits for the end of the one whose place it gets.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly DropOrder<ClientConnection> _unproven = new(Math.Max(1, count / Shares));
    private readonly DropOrder<ClientConnection> _proven = new(Math.Max(1, count / Shares));
    private readonly LineLimit _fullLines = new(time);
    private readonly LineLimit _shortLines = new(time);
    private int _taken;

    /// <summary>
    /// Gives a new connection a place. False when every other one has a whole request that is being answered. It takes as long as the one
    /// before takes to end: what ended connections still hold would be bounded by nothing else.
    /// </summary>
    public async ValueTask<bool> TryTakeAsync(ConnectionContext context)
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
        if (dropped is not null && _fullLines.Passes(out var unlogged))
            Log.Full(logger, listener, count, unlogged);
        await EndAsync(dropped);
        return true;
    }

    /// <summary>
    /// Ends the connection whose turn it is, because the process is short of file descriptors or memory. False when there is none to end.
    /// </summary>
    public async ValueTask<bool> TryShrinkAsync(string problem)
    {
        ClientConnection? dropped;
        lock (_lock)
            dropped = Drop();
        if (_shortLines.Passes(out var unlogged))
            Log.Short(logger, listener, problem, unlogged);
        await EndAsync(dropped);
        return dropped is not null;
    }

    internal void Wait(ClientConnection connection)
    {
        lock (_lock)
        {
            Unqueue(connection);
            Queue(connection);
        }
    }

    internal void Work(ClientConnection connection)
    {
        lock (_lock)
            Unqueue(connection);
    }

    internal void Leave(ClientConnection connection)
    {
        lock (_lock)
        {
            _taken--;
            Unqueue(connection);
        }
    }

    private async ValueTask EndAsync(ClientConnection? dropped)
    {
        if (dropped is null)
            return;
        dropped.Context.Abort();
        await dropped.Ended.WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private ClientConnection? Drop()
    {
        if ((_unproven.First ?? _proven.First)?.Item is not { } dropped)
            return null;
        dropped.IsDropped = true;
        Unqueue(dropped);
        return dropped;
    }

    private void Queue(ClientConnection connection)
    {
        if (connection.IsDropped)
            return;
        var order = connection.IsProven ? _proven : _unproven;
        var address = addresses.ShareOf((connection.Context.RemoteEndPoint as IPEndPoint)?.Address);
        connection.Waiting = (order, order.Add(connection, address, 1));
    }

    private static void Unqueue(ClientConnection connection)
    {
        if (connection.Waiting is { } waiting)
            waiting.Order.Remove(waiting.Entry);
        connection.Waiting = null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Listener {Listener} has all of its {Count} connections: the one that was idle longest was ended for a new one ({Unlogged} more not logged).")]
        public static partial void Full(ILogger logger, string listener, int count, int unlogged);

        [LoggerMessage(2, LogLevel.Error,
            "Listener {Listener} cannot accept a connection: {Problem}. The one that was idle longest was ended. "
            + "Raise the limit of open files (ulimit -n, LimitNOFILE). ({Unlogged} more not logged)")]
        public static partial void Short(ILogger logger, string listener, string problem, int unlogged);
    }
}

using Microsoft.Extensions.Logging;
using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>
/// Listens, on a connection of its own, to other replicas that tell which handlers have something to do. While it hears nothing, it makes
/// everybody look now and then. The connection also holds a lock that says that the inbox is in use: replicas share it, whoever moves the
/// inbox has it alone.
/// </summary>
internal sealed partial class Listening(
    Database database, WorkSignal signal, WorkSignal tries, bool isAlone, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    /// <summary>Stands before a handler's name, which cannot begin so, where it shall try at once. Older replicas ignore it.</summary>
    public const string TryPrefix = "!";

    private const string SharedSql = "SELECT pg_try_advisory_lock_shared(hashtextextended($1, 0))";
    private const string AloneSql = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly FailureLines _lines = new(time);
    private readonly CancellationTokenSource _ending = new(); // without a timer: nothing to dispose of
    private Task _run = Task.CompletedTask;

    /// <summary>The channel of a schema: notifications reach all sessions of the database, whatever schema they use.</summary>
    public static string Channel(string schema) => schema + "_work";

    /// <returns>False where the inbox is in use: by anybody, if it is wanted alone; else by one that has it alone.</returns>
    public async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        var isAdmitted = false;
        try
        {
            isAdmitted = await IsAdmittedAsync(connection, cancellationToken).ConfigureAwait(false);
            if (isAdmitted)
                _run = Task.Run(() => RunAsync(connection), CancellationToken.None);
            return isAdmitted;
        }
        finally
        {
            if (!isAdmitted)
                await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
    }

    private async Task RunAsync(NpgsqlConnection first)
    {
        await using var opened = first; // so that it is closed even where listening never begins
        for (var connection = (NpgsqlConnection?)opened; !_ending.IsCancellationRequested; connection = null)
        {
            try
            {
                await ListenAsync(connection, _ending.Token).ConfigureAwait(false);
            }
            catch (Exception) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (_lines.Fails("", out var unlogged))
                    Log.Deaf(logger, PostgreSqlFailure.Describe(failure), unlogged);
            }

            signal.RaiseAll();
            await Task.Delay(Pause, time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes the lock. It belongs to the session and ends with the connection.</summary>
    private async Task<bool> IsAdmittedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var step = new Step(isAlone ? AloneSql : SharedSql, Values.Of(Channel(database.Schema)));
        return (await connection.ReadAsync(row => row.GetBoolean(0), step, cancellationToken).ConfigureAwait(false))[0];
    }

    private async Task ListenAsync(NpgsqlConnection? opened, CancellationToken stop)
    {
        await using var connection = opened ?? await database.OpenAsync(stop).ConfigureAwait(false);
        if (opened is null && !await IsAdmittedAsync(connection, stop).ConfigureAwait(false))
            Log.NotAlone(logger);
        connection.Notification += (_, told) => Hear(told.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel(database.Schema)}", connection))
            await listen.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        if (_lines.Works("", out _))
            Log.Hears(logger);
        while (true)
        {
            if (await connection.WaitAsync(Poll, stop).ConfigureAwait(false))
                continue;
            signal.RaiseAll();

            // Silence may also mean that the connection was dropped on the way: ask.
            await using var alive = new NpgsqlCommand("SELECT 1", connection);
            await alive.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        }
    }

    private void Hear(string payload)
    {
        if (payload.StartsWith(TryPrefix, StringComparison.Ordinal))
            tries.Raise(payload[TryPrefix.Length..]);
        else
            signal.Raise(payload);
    }

    private static partial class Log
    {
        [LoggerMessage(21, LogLevel.Warning, "Not listening to other replicas for now, looking every second instead: {Reason} ({Unlogged} more failures since the last such line)")]
        public static partial void Deaf(ILogger logger, string reason, int unlogged);

        [LoggerMessage(23, LogLevel.Information, "Listening to other replicas again")]
        public static partial void Hears(ILogger logger);

        [LoggerMessage(22, LogLevel.Warning,
            "While the connection to the inbox database was cut, somebody else began to use the inbox: an export or import of it and a running service are in each other's way")]
        public static partial void NotAlone(ILogger logger);
    }
}

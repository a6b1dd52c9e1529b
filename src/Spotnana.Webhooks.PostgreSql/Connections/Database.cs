using System.Data;
using Npgsql;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>The connections to the database, each as durable as PostgreSQL can make it, and what their failures become.</summary>
internal sealed class Database : IAsyncDisposable
{
    // Rows are locked in one statement and read in a later one, which is only right where each statement sees what was committed before it.
    // The server must not quote parameters in its errors: they are bodies. Every query has its index, but the statistics of a table that
    // has just grown can suggest a scan, and a plan that was made then is kept: hence the enable_ settings.
    private const string Sessions =
        """
        SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
            set_config('default_transaction_isolation', 'read committed', false),
            set_config('log_parameter_max_length_on_error', '0', false),
            set_config('client_min_messages', 'warning', false),
            set_config('lock_timeout', '10s', false),
            set_config('idle_in_transaction_session_timeout', '30s', false),
            set_config('enable_seqscan', 'off', false),
            set_config('enable_bitmapscan', 'off', false),
            set_config('enable_mergejoin', 'off', false),
            set_config('jit', 'off', false)
        """;

    // A COMMIT whose wait for the standby was cut off only warns: it is committed here, but not on the standby, as was promised.
    private const string PlainWarning = "01000";

    // Locks are taken in one order nearly everywhere, but an append that finds a lane just pruned cannot keep to it and may deadlock.
    private const int MostAttempts = 3;

    private readonly NpgsqlDataSource _source;
    private bool _isClosed;

    public Database(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableArrays().EnableTransportSecurity();
        builder.UsePhysicalConnectionInitializer(Prepare, PrepareAsync);
        _source = builder.Build();
        Schema = settings.SearchPath!;
    }

    /// <summary>Where the tables are.</summary>
    public string Schema { get; }

    /// <summary>
    /// Does something on a connection, and again where it was the victim of a deadlock. Failures of the database come as
    /// <see cref="InboxUnavailableException"/>; those of the data itself (<see cref="PostgreSqlFailure.IsData"/>) come as they are.
    /// </summary>
    public Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken) =>
        RunAsync(run, mustLast: true, cancellationToken);

    /// <summary>Does what can be done again should the server be lost: a commit is enough, even where no standby confirms it.</summary>
    public Task<T> RunBrieflyAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken) =>
        RunAsync(run, mustLast: false, cancellationToken);

    /// <summary>Reads the inbox as it is at one moment, whatever is committed in between. Changes nothing.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            await using var transaction =
                await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            return await read(connection).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>A connection to keep for long. Its failures come as they are.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        // In the middle of a handshake the driver may hear nothing but its own timeout.
        var opening = _source.OpenConnectionAsync(cancellationToken).AsTask();
        try
        {
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!opening.IsCompleted)
        {
            _ = opening.ContinueWith(
                static late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> run, bool mustLast, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        for (var attempt = 1; ;)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                string? warning = null;
                connection.Notice += (_, told) => warning = told.Notice.SqlState == PlainWarning ? told.Notice.MessageText : warning;
                var result = await run(connection).ConfigureAwait(false);
                return warning is null || !mustLast
                    ? result
                    : throw new InboxUnavailableException($"The inbox database does not promise that what it took is durable: {warning}");
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < MostAttempts)
            {
                attempt++; // all of it was rolled back, and the other transaction has gone on
            }
            catch (Exception failure) when (PostgreSqlFailure.IsInfrastructure(failure) && !PostgreSqlFailure.IsData(failure))
            {
                if (PostgreSqlFailure.EndsConnections(failure))
                    _source.Clear();
                throw PostgreSqlFailure.Unavailable(failure);
            }
        }
    }

    private static void Prepare(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Sessions, connection);
        command.ExecuteNonQuery();
    }

    private static async Task PrepareAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Sessions, connection);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}

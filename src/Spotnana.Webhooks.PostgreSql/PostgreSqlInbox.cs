using Microsoft.Extensions.Logging;
using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.PostgreSql.Operators;
using Spotnana.Webhooks.PostgreSql.Reads;
using Spotnana.Webhooks.PostgreSql.Schema;
using Spotnana.Webhooks.PostgreSql.Transfer;
using Spotnana.Webhooks.PostgreSql.Upkeep;

namespace Spotnana.Webhooks.PostgreSql;

/// <summary>The inbox in a PostgreSQL database: for many replicas that share it, durable with every commit.</summary>
/// <remarks>
/// Nobody owns it. A replica that dies keeps its leases until they run out; then the others take them over, and what it still says about
/// them is refused. What is due is said by the database's clock alone.
/// </remarks>
public sealed partial class PostgreSqlInbox : IInbox, IInboxStats
{
    private const string ProbeSql =
        $"INSERT INTO meta VALUES ('probed_at', {InboxClock.Sql}::text) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

    private readonly TimeProvider _time;
    private readonly ILogger<PostgreSqlInbox> _logger;
    private readonly InboxClock _clock;
    private readonly bool _isAlone;
    private readonly WorkSignal _signal;
    private readonly Database _database;
    private readonly Announcing _announcing;
    private readonly Listening _listening;
    private readonly Appending _appending;
    private readonly Leasing _leasing;
    private readonly Settling _settling;
    private readonly DoubtfulLeases _doubtful;
    private bool _isOpen;

    /// <summary>Makes one; <see cref="TryOpenAsync"/> opens it.</summary>
    /// <exception cref="ArgumentException">The options name no connection string that could be used.</exception>
    public PostgreSqlInbox(PostgreSqlInboxOptions options, TimeProvider time, ILogger<PostgreSqlInbox> logger)
        : this(options, time, logger, new InboxClock())
    {
    }

    /// <summary>Makes one that opens only while no replica has the inbox open, and keeps them out as long as it is: for moving the inbox.</summary>
    /// <exception cref="ArgumentException">The options name no connection string that could be used.</exception>
    public static PostgreSqlInbox Alone(PostgreSqlInboxOptions options, TimeProvider time, ILogger<PostgreSqlInbox> logger) =>
        new(options, time, logger, new InboxClock(), isAlone: true);

    internal PostgreSqlInbox(PostgreSqlInboxOptions options, TimeProvider time, ILogger<PostgreSqlInbox> logger, InboxClock clock, bool isAlone = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!ConnectionSettings.TryRead(options, out var settings, out var error))
            throw new ArgumentException(error, nameof(options));
        (_time, _logger, _clock, _isAlone) = (time, logger, clock, isAlone);
        _signal = new WorkSignal(time);
        _database = new Database(settings);
        _announcing = new Announcing(_database, time, logger);
        _listening = new Listening(_database, _signal, isAlone, time, logger);
        _appending = new Appending(_database, clock, Wake, logger);
        _leasing = new Leasing(clock, time, logger);
        _settling = new Settling(clock, time, _leasing);
        _doubtful = new DoubtfulLeases(settlement => SettleAsync(settlement, next: null, CancellationToken.None), time);
        _details = new Details(clock);
        _listing = new Listing(_details);
        _redriving = new Redriving(clock, _details);
        _discarding = new Discarding(clock, _settling);
        _pausing = new Pausing(clock);
        _importing = new Importing(clock);
        _pruning = new Pruning(clock);
    }

    /// <summary>Connects and brings the schema up to date; several replicas may do so at once.</summary>
    /// <returns>False while the database cannot be reached, or the inbox is being moved: call again later.</returns>
    /// <exception cref="InboxStartException">The database refuses, or is of a newer version. The message tells what to do.</exception>
    public async Task<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen)
            return true;

        try
        {
            await using var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await PostgreSqlSchema.OpenAsync(connection, _database.Schema, cancellationToken).ConfigureAwait(false);
            await WarnOfDangerousServerAsync(connection, cancellationToken).ConfigureAwait(false);
            if (!await _listening.TryStartAsync(cancellationToken).ConfigureAwait(false))
            {
                Log.Busy(_logger, _isAlone ? "a service uses it (its sessions are in pg_stat_activity as spotnana-webhooks)" : "it is being moved by inbox export or import");
                return false;
            }
        }
        catch (Exception failure) when (PostgreSqlFailure.IsSettings(failure))
        {
            throw new InboxStartException(
                $"The inbox database cannot be used: {PostgreSqlFailure.Describe(failure)}. Mend {ConnectionSettings.StringKey} (or {ConnectionSettings.FileKey}), " +
                "or the rights of its role: the first start of a release needs the schema's owner. Nothing was changed.",
                failure);
        }
        catch (Exception failure) when (PostgreSqlFailure.IsInfrastructure(failure))
        {
            Log.NotReached(_logger, PostgreSqlFailure.Describe(failure));
            return false;
        }

        _isOpen = true;
        _announcing.Start();
        return true;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return _isOpen ? _appending.RunAsync(entries) : throw NotOpen();
    }

    // Measured with batches of 256: two store 1.3 to 1.7 times as much as one, three 2 times, more hardly more.
    int IInbox.AppendsAtOnce => 3;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Lease>> LeaseAsync(string handler, int count, TimeSpan duration, CancellationToken cancellationToken)
    {
        var taken = new List<Lease>();
        try
        {
            return await RunBrieflyAsync(connection => _leasing.RunAsync(connection, handler, count, duration, taken), cancellationToken).ConfigureAwait(false);
        }
        catch (InboxUnavailableException)
        {
            _doubtful.Add(taken, duration);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        RunBrieflyAsync(connection => _leasing.RenewAsync(connection, lease, duration), cancellationToken);

    /// <inheritdoc/>
    public async Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        var taken = new List<Lease>();
        try
        {
            var wasHeld = await RunBrieflyAsync(connection => _settling.RunAsync(connection, settlement, next, taken), cancellationToken).ConfigureAwait(false);
            if (_doubtful.Remove(settlement.Lease) && !wasHeld)
                wasHeld = await ReadAsync(connection => Settling.IsRecordedAsync(connection, settlement), cancellationToken).ConfigureAwait(false);
            if (wasHeld)
                Wake([settlement.Lease.Handler]);
            return new SettleOutcome(wasHeld, taken is [var following] ? following : null);
        }
        catch (InboxUnavailableException)
        {
            _doubtful.Add(settlement.Lease);
            _doubtful.Add(taken, next ?? default);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task WaitForWorkAsync(string handler, CancellationToken cancellationToken) => _signal.WaitAsync(handler, stop => EarliestDueAsync(handler, stop), cancellationToken);

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) =>
        RunAsync(connection => connection.RunAsync(cancellationToken, new Step(ProbeSql, _clock.Value)), cancellationToken);

    /// <inheritdoc/>
    public async Task<InboxStats> ReadStatsAsync(CancellationToken cancellationToken)
    {
        await RunAsync(connection => Counting.FoldAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(connection => Counting.ReadAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops listening and closes the connections. Leases that are still held run out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _doubtful.DisposeAsync().ConfigureAwait(false);
        await _listening.DisposeAsync().ConfigureAwait(false);
        await _announcing.DisposeAsync().ConfigureAwait(false);
        _signal.RaiseAll();
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    private Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken) =>
        _isOpen ? _database.RunAsync(run, cancellationToken) : throw NotOpen();

    // What is lost with a server that a standby replaces is leased and handled once more: that is what leases are for.
    private Task<T> RunBrieflyAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken) =>
        _isOpen ? _database.RunBrieflyAsync(run, cancellationToken) : throw NotOpen();

    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) =>
        _isOpen ? _database.ReadAsync(read, cancellationToken) : throw NotOpen();

    private static InvalidOperationException NotOpen() => new("The inbox is not open: TryOpenAsync has not returned true yet.");

    /// <summary>When the handler's first lane is due, by the clock of this process: it is told how far away that is.</summary>
    private async Task<DateTimeOffset?> EarliestDueAsync(string handler, CancellationToken cancellationToken)
    {
        var due = await RunAsync(
            connection => connection.ReadAsync(row => row.GetFieldValue<TimeSpan>(0), new(Lanes.EarliestDueSql, _clock.Value, Values.Of(handler)), cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return due is [var left] ? _time.GetUtcNow() + left : null;
    }

    private void Wake(IEnumerable<string> handlers)
    {
        foreach (var handler in handlers)
        {
            _signal.Raise(handler);
            _announcing.Announce(handler);
        }
    }

    private async Task WarnOfDangerousServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var setting in (string[])["fsync", "full_page_writes"])
        {
            var value = await connection.ReadAsync(row => row.GetString(0), new("SELECT current_setting($1)", Values.Of(setting)), cancellationToken).ConfigureAwait(false);
            if (value is ["off"])
                Log.DangerousServer(_logger, setting);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Warning, "The inbox database runs with {Setting} = off: deliveries answered 200 are lost when its machine goes down. Set {Setting} = on")]
        public static partial void DangerousServer(ILogger logger, string setting);

        [LoggerMessage(11, LogLevel.Warning, "The inbox database cannot be reached yet: {Reason}")]
        public static partial void NotReached(ILogger logger, string reason);

        [LoggerMessage(12, LogLevel.Warning, "The inbox database cannot be had for now: {Reason}")]
        public static partial void Busy(ILogger logger, string reason);
    }
}

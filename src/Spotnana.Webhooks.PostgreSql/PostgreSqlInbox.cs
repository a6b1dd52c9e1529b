using Microsoft.Extensions.Logging;
using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.PostgreSql.Keeping;
using Spotnana.Webhooks.PostgreSql.Operators;
using Spotnana.Webhooks.PostgreSql.Reads;
using Spotnana.Webhooks.PostgreSql.Transfer;
using Spotnana.Webhooks.PostgreSql.Upkeep;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.PostgreSql;

/// <summary>The inbox in a PostgreSQL database: many replicas can share it, and every commit is durable.</summary>
/// <remarks>
/// Nobody owns it. The leases of a replica that dies last until they run out; then the others take them over. Should the dead one come
/// back, it can neither renew nor settle them. The database's clock alone decides what is due.
/// </remarks>
public sealed partial class PostgreSqlInbox : IInbox, IInboxStats
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly ILogger<PostgreSqlInbox> _logger;
    private readonly InboxClock _clock;
    private readonly WorkSignal _signal;
    private readonly WorkSignal _tries;
    private readonly Database _database;
    private readonly Announcing _announcing;
    private readonly Listening _listening;
    private readonly Appending _appending;
    private readonly Leasing _leasing;
    private readonly Settling _settling;
    private readonly DoubtfulLeases _doubtful;
    private readonly Takers _takers;
    private readonly BegunLeases _begun;
    private readonly BodyCodec _bodies;
    private readonly UnreadableBodies _unreadable;

    /// <summary>Makes an inbox that replicas share. <see cref="TryOpenAsync"/> opens it.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">The clock of this process, for waiting. It does not decide what is due.</param>
    /// <param name="logger">Told of what an operator should know.</param>
    /// <exception cref="ArgumentException">The options name no connection string that can be used.</exception>
    /// <param name="keys">The keys of its bodies. Null: they are not encrypted.</param>
    public PostgreSqlInbox(
        PostgreSqlInboxOptions options, TimeProvider time, ILogger<PostgreSqlInbox> logger, EncryptionKeys? keys = null)
        : this(options, time, logger, new InboxClock(), keys)
    {
    }

    /// <summary>
    /// Makes one for moving the inbox: it opens only while no replica has the inbox open, and keeps them out until it is disposed of.
    /// </summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">The clock of this process, for waiting. It does not decide what is due.</param>
    /// <param name="logger">Told of what an operator should know.</param>
    /// <exception cref="ArgumentException">The options name no connection string that can be used.</exception>
    /// <param name="keys">The keys of its bodies. Null: they are not encrypted.</param>
    public static PostgreSqlInbox Alone(
        PostgreSqlInboxOptions options, TimeProvider time, ILogger<PostgreSqlInbox> logger, EncryptionKeys? keys = null) =>
        new(options, time, logger, new InboxClock(), keys, isAlone: true);

    internal PostgreSqlInbox(
        PostgreSqlInboxOptions options, TimeProvider time, ILogger<PostgreSqlInbox> logger, InboxClock clock, EncryptionKeys? keys = null,
        bool isAlone = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!ConnectionSettings.TryRead(options.ConnectionString, options.ConnectionStringFile, out var settings, out var error))
            throw new ArgumentException(error, nameof(options));
        (_time, _logger, _clock, _isAlone) = (time, logger, clock, isAlone);
        _bodies = new BodyCodec(new BrotliCompression(), keys ?? EncryptionKeys.None);
        _openingLines = new FailureLines(time);
        _signal = new WorkSignal(time);
        _tries = new WorkSignal(time);
        _database = new Database(settings);
        (_hostsWithoutTls, _sslMode) = (ConnectionSettings.HostsWithoutTls(settings), settings.SslMode);
        _announcing = new Announcing(_database, time, logger);
        _listening = new Listening(_database, _signal, _tries, isAlone, time, logger);
        _takers = new Takers(time);
        _begun = new BegunLeases(_database, time, logger);
        _doubtful = new DoubtfulLeases(GiveBackAsync, time);
        _appending = new Appending(_database, clock, _takers, _begun.Holder, _doubtful, Wake, _bodies, time, logger);
        _unreadable = new UnreadableBodies(time, logger);
        _leasing = new Leasing(clock, _bodies, time, _unreadable);
        _settling = new Settling(clock, HolderOf, _bodies, time);
        _details = new Details(clock, _bodies);
        _listing = new Listing(_details);
        _stories = new Stories(_details);
        _hastening = new Hastening(clock);
        _redriving = new Redriving(clock, _details, _hastening);
        _discarding = new Discarding(clock);
        _pausing = new Pausing(clock);
        _outages = new Outages(clock, time);
        _importing = new Importing(clock, _bodies);
        _contacts = new Contacts(clock);
        _audit = new AuditTable(clock);
        _pruning = new Pruning(clock);
        _erasing = new Erasing(clock, _begun.Holder);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return _isOpen ? _appending.RunAsync(entries) : throw NotOpen();
    }

    // Measured with batches of 256: two at a time store 1.3 to 1.7 times as much as one, three 2 times, and more hardly any more. But where
    // cores are few, several only make the batches smaller: on two cores, two take 1.2 times the processor time of one, four 1.4 times.
    int IInbox.AppendsAtOnce => Math.Clamp(Environment.ProcessorCount / 2, 1, 3);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Lease>> LeaseAsync(string handler, int count, TimeSpan duration, CancellationToken cancellationToken)
    {
        var taken = new List<Lease>();
        var since = _time.GetTimestamp();
        try
        {
            await RunBrieflyAsync(
                connection => _leasing.RunAsync(connection, handler, HolderOf(handler), count, duration, taken),
                cancellationToken).ConfigureAwait(false);
            if (taken.Count > 0)
                _takers.IsLeased(handler, since);
            return taken;
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
    public Task WaitForWorkAsync(string handler, CancellationToken cancellationToken) =>
        _signal.WaitAsync(handler, stop => EarliestDueAsync(handler, stop), cancellationToken);

    /// <inheritdoc/>
    public Task WaitForTryAsync(string handler, CancellationToken cancellationToken) =>
        _tries.WaitForRaiseAsync(handler, cancellationToken);

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) =>
        RunAsync(connection => Probing.RunAsync(connection, _database.Schema, _clock, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<InboxStats> ReadStatsAsync(CancellationToken cancellationToken)
    {
        await RunAsync(connection => Stats.FoldAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        var stats = await ReadAsync(connection => Stats.ReadAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        var (missingKey, damaged) = _unreadable.Count();
        return stats with { MissingKey = missingKey, Damaged = damaged };
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

    // For leases: where a commit is lost because a standby replaces the server, the handling is leased once more, as after any lost lease.
    private Task<T> RunBrieflyAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken) =>
        _isOpen ? _database.RunBrieflyAsync(run, cancellationToken) : throw NotOpen();

    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) =>
        _isOpen ? _database.ReadAsync(read, cancellationToken) : throw NotOpen();

    /// <summary>
    /// When the handler's first lane is due, by the clock of this process, or when to look again: nobody tells of the leases that another
    /// replica hands over, and they may run out. The database tells how long that is from now.
    /// </summary>
    private async Task<DateTimeOffset?> EarliestDueAsync(string handler, CancellationToken cancellationToken)
    {
        var left = await RunAsync(
            connection => Lanes.ReadEarliestDueAsync(connection, _clock, handler, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return _time.GetUtcNow() + (left < LongestLook ? left : LongestLook);
    }

    private void Wake(IEnumerable<string> handlers)
    {
        foreach (var handler in handlers)
        {
            _signal.Raise(handler);
            _announcing.Announce(handler);
        }
    }
}

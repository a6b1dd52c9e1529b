using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Flow;
using Spotnana.Webhooks.Sqlite.Operators;
using Spotnana.Webhooks.Sqlite.Reads;
using Spotnana.Webhooks.Sqlite.Transfer;
using Spotnana.Webhooks.Sqlite.Upkeep;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>What the write thread can do, each with its prepared statements.</summary>
internal sealed class Operations(SqliteSession session, string path, ILogger logger)
{
    private readonly Statement _probe = session.Prepare(
        "INSERT INTO meta (key, value) VALUES ('probed_at', $now) ON CONFLICT DO UPDATE SET value = $now");

    public Lanes Lanes { get; } = new(session);

    public Appending Appending => field ??= new(session, Lanes, logger);

    public Leasing Leasing => field ??= new(session, Lanes);

    public Settling Settling => field ??= new(session, Lanes);

    public Counting Counting => field ??= new(session);

    public Redriving Redriving => field ??= new(session, Lanes, Appending, new Details(session));

    public Discarding Discarding => field ??= new(session, Lanes, Settling);

    public Pausing Pausing => field ??= new(session);

    public Pruning Pruning => field ??= new(session);

    public Importing Importing => field ??= new(session, Lanes, Appending, Pruning);

    /// <summary>Ends a lease and, where asked to, goes on with its lane.</summary>
    public SettleOutcome Settle(Settlement settlement, TimeSpan? next, DateTimeOffset now)
    {
        var lease = settlement.Lease;
        if (!Settling.Run(settlement, now))
            return new SettleOutcome(WasHeld: false);
        return new SettleOutcome(WasHeld: true, next is { } duration ? Leasing.RunLane(lease.Handler, lease.Lane, duration, now) : null);
    }

    /// <summary>Writes something small. SQLite itself would go on writing into files that somebody has removed.</summary>
    public bool Probe(DateTimeOffset now)
    {
        _probe.Run(("$now", now));
        return File.Exists(path) && File.Exists(path + "-wal")
            ? true
            : throw new FileNotFoundException($"{path} or {path}-wal was removed while in use.");
    }
}

using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Reads the numbers that are kept: a few rows, however much waits.</summary>
internal sealed class Stats(SqliteSession session)
{
    internal const string WaitingSinceSql = "SELECT min(received_at) FROM handling WHERE handler = $handler AND state = 0";

    private readonly Statement _tally = session.Prepare($"SELECT {Tally.Columns} FROM tally");
    private readonly Statement _waitingSince = session.Prepare(WaitingSinceSql);

    public InboxStats Read()
    {
        var tallies = _tally.ReadAll(Tally.Read).ToLookup(static tally => tally.Handler);
        return new InboxStats(
            [.. tallies.Where(static handler => handler.Key != Tally.Quarantine).Select(handler => OfHandler(handler.Key, handler))],
            Dead(tallies[Tally.Quarantine]));
    }

    private HandlerStats OfHandler(string handler, IEnumerable<Tally> tallies)
    {
        var since = _waitingSince.ReadInteger(("$handler", handler));
        return new HandlerStats(
            handler,
            tallies.FirstOrDefault(static tally => tally.IsPending).Count,
            since is { } known ? UnixTime.FromMicroseconds(known) : null,
            Dead(tallies));
    }

    private static Dictionary<DeadReason, long> Dead(IEnumerable<Tally> tallies) =>
        tallies.Where(static tally => !tally.IsPending).ToDictionary(static tally => (DeadReason)tally.Reason, static tally => tally.Count);

    private readonly record struct Tally(string Handler, int Reason, long Count)
    {
        public const string Columns = "handler, reason, count";

        /// <summary>In place of a handler: deliveries in quarantine have none.</summary>
        public const string Quarantine = "";

        public bool IsPending => Reason == 0;

        public static Tally Read(Statement.Rows row) => new(row.Text(0), (int)row.Integer(1), row.Integer(2));
    }
}

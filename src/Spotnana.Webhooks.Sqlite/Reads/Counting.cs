using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Reads the counts that the schema's triggers keep: a few rows, however much waits.</summary>
internal sealed class Counting(SqliteSession session)
{
    internal const string TallySql = "SELECT handler, reason, count FROM tally";

    internal const string WaitingSinceSql = "SELECT min(received_at) FROM handling WHERE handler = $handler AND state = 0";

    private const string Quarantine = "";
    private const int Pending = 0;

    private readonly Statement _tally = session.Prepare(TallySql);
    private readonly Statement _waitingSince = session.Prepare(WaitingSinceSql);

    public InboxStats Read()
    {
        var counts = ReadTally().ToLookup(row => row.Handler);
        return new InboxStats(
            [.. counts.Where(handler => handler.Key != Quarantine).Select(handler => Stats(handler.Key, handler))],
            Dead(counts[Quarantine]));
    }

    private List<Row> ReadTally()
    {
        var rows = new List<Row>();
        using var row = _tally.Read();
        while (row.Next())
            rows.Add(new Row(row.Text(0), (int)row.Integer(1), row.Integer(2)));
        return rows;
    }

    private HandlerStats Stats(string handler, IEnumerable<Row> rows)
    {
        var since = _waitingSince.ReadInteger(("$handler", handler));
        return new HandlerStats(
            handler,
            rows.FirstOrDefault(row => row.Reason == Pending).Count,
            since is { } known ? UnixTime.FromMicroseconds(known) : null,
            Dead(rows));
    }

    private static Dictionary<DeadReason, long> Dead(IEnumerable<Row> rows) =>
        rows.Where(row => row.Reason != Pending).ToDictionary(row => (DeadReason)row.Reason, row => row.Count);

    private readonly record struct Row(string Handler, int Reason, long Count);
}

using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Reads;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>Finds deliveries by their keys.</summary>
internal sealed class KeyReads(SqliteSession session)
{
    // An older release, which knows no keys, erases without them. What it has erased is found by its id alone, as it is here.
    internal const string FindSql =
        """
        SELECT found.delivery FROM delivery_key AS found
        WHERE found.part = $part AND found.key = $key AND found.delivery < $before
            AND (found.is_id = 1 OR EXISTS (SELECT 1 FROM payload WHERE seq = found.delivery) OR EXISTS (
                SELECT 1 FROM delivery
                WHERE seq = found.delivery AND coalesce(organization_id, subject, trace_id, span_id) IS NOT NULL))
        ORDER BY found.delivery DESC LIMIT $count
        """;

    internal const string WithoutSql =
        $"""
        SELECT {DeliveryRow.Columns} FROM delivery
        WHERE seq > (SELECT keys FROM erasure_place) AND seq < $before
            AND NOT EXISTS (SELECT 1 FROM delivery_key WHERE delivery_key.delivery = delivery.seq)
        ORDER BY seq DESC LIMIT $count
        """;

    internal const string UnreadSql =
        "SELECT delivery FROM delivery_key WHERE key = 0 AND delivery > $after ORDER BY delivery LIMIT $count";

    private readonly Statement _place = session.Prepare("SELECT keys FROM erasure_place");
    private readonly Statement _firstPart = session.Prepare("SELECT min(part) FROM delivery_key");
    private readonly Statement _lastPart = session.Prepare("SELECT max(part) FROM delivery_key");
    private readonly Statement _find = session.Prepare(FindSql);
    private readonly Statement _without = session.Prepare(WithoutSql);
    private readonly Statement _unread = session.Prepare(UnreadSql);

    public long Place() => _place.ReadInteger()!.Value; // always one row

    public IReadOnlyList<long> Find(long key, long before, int count)
    {
        var found = new List<long>();
        var (first, last) = (_firstPart.ReadInteger() ?? 0, _lastPart.ReadInteger() ?? -1);
        for (var part = Math.Min(last, (before - 1) / KeyTable.Part); part >= first && found.Count < count; part--)
            found.AddRange(_find.ReadAll(
                static row => row.Integer(0), ("$part", part), ("$key", key), ("$before", before), ("$count", count - found.Count)));
        return found;
    }

    public IReadOnlyList<long> Unread(long after, int count) =>
        _unread.ReadAll(static row => row.Integer(0), ("$after", after), ("$count", count));

    public IReadOnlyList<DeliverySummary> WithoutKeys(long before, int count) =>
        _without.ReadAll(DeliveryRow.Read, ("$before", before), ("$count", count));
}

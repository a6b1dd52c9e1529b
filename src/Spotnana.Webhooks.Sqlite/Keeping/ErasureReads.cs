using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Reads;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>Reads what erasing has to look at.</summary>
internal sealed class ErasureReads(SqliteSession session)
{
    internal const string PageSql =
        $"SELECT {DeliveryRow.Columns} FROM delivery WHERE seq > $after AND seq <= $up_to ORDER BY seq LIMIT $count";

    internal const string BodySql =
        $"""
        SELECT {DeliveryRow.Columns}, {PayloadRow.Columns}
        FROM payload CROSS JOIN delivery ON delivery.seq = payload.seq WHERE payload.seq = $delivery
        """;

    internal const string FoundSql =
        $"""
        SELECT {DeliveryRow.Columns}, erasing.erasure, erasing.found_at, erasing.is_sure
        FROM erasing CROSS JOIN delivery ON delivery.seq = erasing.delivery
        WHERE iif(erasing.is_sure, delivery.state <> 0 OR erasing.found_at <= $found_before, erasing.delivery > $doubtful_after)
        ORDER BY erasing.is_sure DESC, erasing.delivery LIMIT 200
        """;

    private readonly Statement _place = session.Prepare("SELECT tail, sweep_at, sweep_to, version FROM erasure_place");
    private readonly Statement _page = session.Prepare(PageSql);
    private readonly Statement _body = session.Prepare(BodySql);
    private readonly Statement _found = session.Prepare(FoundSql);
    private readonly Statement _list = session.Prepare(
        $"SELECT {ErasureRow.Columns} FROM erasure WHERE $id IS NULL OR id = $id ORDER BY at DESC, id LIMIT $limit");
    private readonly Statement _active = session.Prepare(
        $"SELECT {ErasureRow.Columns} FROM erasure WHERE hash IS NOT NULL ORDER BY at, id");

    public ErasurePlace Place() =>
        _place.ReadAll(static row => new ErasurePlace(row.Integer(0), row.Integer(1), row.Integer(2), row.Integer(3)))[0]; // always one row

    public ErasurePage Page(long after, long upTo, int count)
    {
        var deliveries = _page.ReadAll(DeliveryRow.Read, ("$after", after), ("$up_to", upTo), ("$count", count));
        return new ErasurePage(deliveries, deliveries is [.., var last] ? last.Sequence : 0);
    }

    public IReadOnlyList<ErasureBody> Bodies(IReadOnlyList<long> sequences)
    {
        var bodies = new List<ErasureBody>(sequences.Count);
        foreach (var sequence in sequences)
        {
            using var row = _body.Read(("$delivery", sequence));
            if (row.Next())
                bodies.Add(Body(sequence, row));
        }

        return bodies;
    }

    public IReadOnlyList<FoundDelivery> Found(DateTimeOffset foundBefore, long doubtfulAfter) => _found.ReadAll(
        static row =>
        {
            var delivery = DeliveryRow.Read(row);
            var hit = new ErasureHit(delivery.Sequence, row.Text(DeliveryRow.Width), row.IsTrue(DeliveryRow.Width + 2));
            return new FoundDelivery(delivery, hit, row.Time(DeliveryRow.Width + 1));
        },
        ("$found_before", foundBefore), ("$doubtful_after", doubtfulAfter));

    public IReadOnlyList<Erasure> List(string? id, int limit) => _list.ReadAll(ErasureRow.Read, ("$id", id), ("$limit", limit));

    public IReadOnlyList<Erasure> Active() => _active.ReadAll(ErasureRow.Read);

    private ErasureBody Body(long sequence, Statement.Rows row)
    {
        try
        {
            return new ErasureBody(sequence, PayloadRow.Read(row, DeliveryRow.Width, DeliveryRow.Read(row), session.Bodies));
        }
        catch (InvalidDataException)
        {
            return new ErasureBody(sequence, Bytes: null, IsReadable: false); // it is counted, and told by whoever looks at it
        }
    }
}

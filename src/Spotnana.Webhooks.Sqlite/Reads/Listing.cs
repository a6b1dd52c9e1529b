using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Lists deliveries by filter, part by part.</summary>
internal sealed class Listing(SqliteSession session, Details details)
{
    /// <summary>How many rows are looked at for one part. It bounds how long that takes: until its end the log cannot start over.</summary>
    internal const int MostRows = 50_000;

    // Deliveries that were received in a span of time have numbers between these two: see received_disorder in SchemaScript.
    internal const string BeforeSpanSql =
        """
        SELECT seq FROM delivery INDEXED BY delivery_by_received
        WHERE received_at < $from - (SELECT value FROM meta WHERE key = 'received_disorder') ORDER BY received_at DESC LIMIT 1
        """;

    internal const string AfterSpanSql =
        """
        SELECT seq FROM delivery INDEXED BY delivery_by_received
        WHERE received_at >= $to + (SELECT value FROM meta WHERE key = 'received_disorder') ORDER BY received_at LIMIT 1
        """;

    internal const string NewestSql = "SELECT max(seq) FROM delivery";

    private readonly Statement _beforeSpan = session.Prepare(BeforeSpanSql);
    private readonly Statement _afterSpan = session.Prepare(AfterSpanSql);
    private readonly Statement _newest = session.Prepare(NewestSql);

    /// <summary>A page, the newest or the oldest first.</summary>
    public DeliveryPage Page(
        DeliveryFilter filter, bool oldestFirst, int limit, DeliveryCursor? cursor, DateTimeOffset now, int mostRows = MostRows)
    {
        var (low, high) = oldestFirst ? (cursor?.Sequence ?? 0, long.MaxValue) : (0, cursor?.Sequence ?? long.MaxValue);
        var (rows, next) = Read(DeliverySearch.For(filter), filter, low, high, !oldestFirst, limit, mostRows);
        return new DeliveryPage(
            rows.ConvertAll(row => row with { Handlings = details.Handlings(row.Sequence, now) }),
            next is { } last ? new DeliveryCursor(last) : null);
    }

    /// <summary>A part of the deliveries that a redrive looks at, the oldest first.</summary>
    /// <returns>Their numbers, and the number after which to go on. Null: that was all.</returns>
    public (List<long> Deliveries, long? Next) ForRedrive(DeliveryFilter filter, long after, long upTo, int limit, int mostRows = MostRows)
    {
        var (rows, next) = Read(DeliverySearch.ForRedrive(filter), filter, after, upTo + 1, newestFirst: false, limit, mostRows);
        return (rows.ConvertAll(row => row.Sequence), next);
    }

    /// <summary>The number of the newest delivery; 0 for none.</summary>
    public long Newest() => _newest.ReadInteger() ?? 0;

    private (List<DeliverySummary> Rows, long? Next) Read(
        DeliverySearch search, DeliveryFilter filter, long low, long high, bool newestFirst, int limit, int mostRows)
    {
        if (filter.ReceivedFrom is { } from && _beforeSpan.ReadInteger(("$from", from)) is { } before)
            low = Math.Max(low, before);
        if (filter.ReceivedTo is { } to && _afterSpan.ReadInteger(("$to", to)) is { } after)
            high = Math.Min(high, after);

        long? end = search.LooksAtRows ? End(search, low, high, newestFirst, mostRows) : null;
        var rows = newestFirst
            ? Rows(search, end ?? low, high, newestFirst, limit + 1)
            : Rows(search, low, end ?? high, newestFirst, limit + 1);
        if (rows.Count > limit)
        {
            rows.RemoveAt(limit);
            return (rows, rows[^1].Sequence);
        }

        // The row at the end was not looked at: it is the first of the next part.
        return (rows, newestFirst ? end + 1 : end - 1);
    }

    private long? End(DeliverySearch search, long low, long high, bool newestFirst, int mostRows)
    {
        using var statement = session.PrepareOnce(search.EndSql(newestFirst));
        return statement.ReadInteger(search.EndValues(low, high, mostRows));
    }

    private List<DeliverySummary> Rows(DeliverySearch search, long low, long high, bool newestFirst, int limit)
    {
        using var statement = session.PrepareOnce(search.RowsSql(newestFirst));
        return statement.ReadAll(DeliveryRow.Read, search.RowsValues(low, high, limit));
    }
}

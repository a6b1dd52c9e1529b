using Npgsql;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Lists deliveries by filter, part by part.</summary>
internal sealed class Listing(Details details)
{
    /// <summary>The most rows that are looked at for one part, so that it takes a bounded time.</summary>
    internal const int MostRows = 50_000;

    // seq and stored_at grow together, but they are not taken at the same instant: a minute is plenty for the moment between.
    internal const string BeforeSpanSql =
        """
        SELECT seq FROM delivery
        WHERE stored_at < $1 - (SELECT most FROM receipt_delay) - interval '1 minute' ORDER BY stored_at DESC LIMIT 1
        """;

    internal const string AfterSpanSql =
        """
        SELECT seq FROM delivery
        WHERE stored_at >= $1 - (SELECT least FROM receipt_delay) + interval '1 minute' ORDER BY stored_at LIMIT 1
        """;

    private const string NewestSql = "SELECT coalesce(max(seq), 0) FROM delivery";

    /// <summary>A page, the newest or the oldest first.</summary>
    public async Task<DeliveryPage> PageAsync(
        NpgsqlConnection connection, DeliveryFilter filter, bool oldestFirst, int limit, DeliveryCursor? cursor,
        CancellationToken cancellationToken, int mostRows = MostRows)
    {
        var span = oldestFirst ? (cursor?.Sequence ?? 0, long.MaxValue) : (0, cursor?.Sequence ?? long.MaxValue);
        var (rows, next) = await ReadAsync(
            connection, DeliverySearch.For(filter), filter, span, !oldestFirst, limit, mostRows,
            cancellationToken).ConfigureAwait(false);
        var deliveries = await details.WithHandlingsAsync(connection, rows, cancellationToken).ConfigureAwait(false);
        return new DeliveryPage(deliveries, next is { } last ? new DeliveryCursor(last) : null);
    }

    /// <summary>A part of the deliveries that a redrive means, the oldest first.</summary>
    /// <returns>Their numbers, and the number after which to go on; null: that was all.</returns>
    public static async Task<(List<long> Deliveries, long? Next)> ForRedriveAsync(
        NpgsqlConnection connection, DeliveryFilter filter, long after, long upTo, int limit, CancellationToken cancellationToken,
        int mostRows = MostRows)
    {
        var (rows, next) = await ReadAsync(
            connection, DeliverySearch.ForRedrive(filter), filter, (after, upTo + 1), newestFirst: false, limit, mostRows,
            cancellationToken).ConfigureAwait(false);
        return (rows.ConvertAll(row => row.Sequence), next);
    }

    /// <summary>The number of the newest delivery; 0 for none.</summary>
    public static async Task<long> NewestAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.ReadAsync(row => row.GetInt64(0), new(NewestSql), cancellationToken).ConfigureAwait(false))[0];

    private static async Task<(List<DeliverySummary> Rows, long? Next)> ReadAsync(
        NpgsqlConnection connection, DeliverySearch search, DeliveryFilter filter, (long Low, long High) span, bool newestFirst, int limit,
        int mostRows, CancellationToken cancellationToken)
    {
        var (low, high) = await NarrowAsync(connection, filter, span, cancellationToken).ConfigureAwait(false);
        var end = search.LooksAtRows
            ? await ReadNumberAsync(connection, search.End(newestFirst, low, high, mostRows), cancellationToken).ConfigureAwait(false)
            : null;
        var step = newestFirst
            ? search.Rows(newestFirst, end ?? low, high, limit + 1)
            : search.Rows(newestFirst, low, end ?? high, limit + 1);
        var rows = await connection.ReadAsync(DeliveryRow.Read, step, cancellationToken).ConfigureAwait(false);
        if (rows.Count > limit)
        {
            rows.RemoveAt(limit);
            return (rows, rows[^1].Sequence);
        }

        // The row at which this part ended is the first of the next one.
        return (rows, newestFirst ? end + 1 : end - 1);
    }

    /// <summary>Narrows a span of numbers to those that deliveries can have which were received in the filter's span of time.</summary>
    private static async Task<(long Low, long High)> NarrowAsync(
        NpgsqlConnection connection, DeliveryFilter filter, (long Low, long High) span, CancellationToken cancellationToken)
    {
        var (low, high) = span;
        if (filter.ReceivedFrom is { } from)
            low = Math.Max(low, await ReadAsync(BeforeSpanSql, from).ConfigureAwait(false) ?? low);
        if (filter.ReceivedTo is { } to)
            high = Math.Min(high, await ReadAsync(AfterSpanSql, to).ConfigureAwait(false) ?? high);
        return (low, high);

        Task<long?> ReadAsync(string sql, DateTimeOffset time) => ReadNumberAsync(connection, new(sql, Values.Of(time)), cancellationToken);
    }

    private static async Task<long?> ReadNumberAsync(NpgsqlConnection connection, Step step, CancellationToken cancellationToken) =>
        await connection.ReadAsync(row => row.GetInt64(0), step, cancellationToken).ConfigureAwait(false) is [var number] ? number : null;
}

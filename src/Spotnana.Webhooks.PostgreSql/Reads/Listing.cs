using Npgsql;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Lists deliveries by filter, part by part.</summary>
internal sealed class Listing(Details details)
{
    /// <summary>How many rows are looked at for one part. Bounds its time.</summary>
    internal const int MostRows = 50_000;

    // seq and stored_at grow together but for the moment between the drawing of one and of the other: a minute is plenty.
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

    /// <summary>A page, the newest first.</summary>
    public async Task<DeliveryPage> PageAsync(
        NpgsqlConnection connection, DeliveryFilter filter, int limit, DeliveryCursor? cursor, CancellationToken cancellationToken, int mostRows = MostRows)
    {
        var (rows, next) = await ReadAsync(
            connection, DeliverySearch.For(filter), filter, (0, cursor?.Sequence ?? long.MaxValue), newestFirst: true, limit, mostRows, cancellationToken).ConfigureAwait(false);
        return new DeliveryPage(
            await details.WithHandlingsAsync(connection, rows, cancellationToken).ConfigureAwait(false), next is { } last ? new DeliveryCursor(last) : null);
    }

    /// <summary>A part of what a redrive means, the oldest first.</summary>
    /// <returns>The numbers of the deliveries, and after which number to go on; null: that was all.</returns>
    public static async Task<(List<long> Deliveries, long? Next)> ForRedriveAsync(
        NpgsqlConnection connection, DeliveryFilter filter, long after, long upTo, int limit, CancellationToken cancellationToken, int mostRows = MostRows)
    {
        var (rows, next) = await ReadAsync(
            connection, DeliverySearch.ForRedrive(filter), filter, (after, upTo + 1), newestFirst: false, limit, mostRows, cancellationToken).ConfigureAwait(false);
        return (rows.ConvertAll(row => row.Sequence), next);
    }

    /// <summary>The number of the newest delivery; 0 for none.</summary>
    public static async Task<long> NewestAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.ReadAsync(row => row.GetInt64(0), new(NewestSql), cancellationToken).ConfigureAwait(false))[0];

    private static async Task<(List<DeliverySummary> Rows, long? Next)> ReadAsync(
        NpgsqlConnection connection, DeliverySearch search, DeliveryFilter filter, (long Low, long High) span, bool newestFirst, int limit, int mostRows,
        CancellationToken cancellationToken)
    {
        var (low, high) = await NarrowAsync(connection, filter, span, cancellationToken).ConfigureAwait(false);
        var end = search.LooksAtRows ? await ReadNumberAsync(connection, search.End(newestFirst, low, high, mostRows), cancellationToken).ConfigureAwait(false) : null;
        var step = newestFirst ? search.Rows(newestFirst, end ?? low, high, limit + 1) : search.Rows(newestFirst, low, end ?? high, limit + 1);
        var rows = await connection.ReadAsync(DeliveryRow.Read, step, cancellationToken).ConfigureAwait(false);
        if (rows.Count > limit)
        {
            rows.RemoveAt(limit);
            return (rows, rows[^1].Sequence);
        }

        // The row where the look ended is the first of the next part.
        return (rows, newestFirst ? end + 1 : end - 1);
    }

    /// <summary>What was received in a span of time cannot have a number outside of these.</summary>
    private static async Task<(long Low, long High)> NarrowAsync(NpgsqlConnection connection, DeliveryFilter filter, (long Low, long High) span, CancellationToken cancellationToken)
    {
        var (low, high) = span;
        if (filter.ReceivedFrom is { } from && await ReadNumberAsync(connection, new(BeforeSpanSql, Values.Of(from)), cancellationToken).ConfigureAwait(false) is { } before)
            low = Math.Max(low, before);
        if (filter.ReceivedTo is { } to && await ReadNumberAsync(connection, new(AfterSpanSql, Values.Of(to)), cancellationToken).ConfigureAwait(false) is { } after)
            high = Math.Min(high, after);
        return (low, high);
    }

    private static async Task<long?> ReadNumberAsync(NpgsqlConnection connection, Step step, CancellationToken cancellationToken) =>
        await connection.ReadAsync(row => row.GetInt64(0), step, cancellationToken).ConfigureAwait(false) is [var number] ? number : null;
}

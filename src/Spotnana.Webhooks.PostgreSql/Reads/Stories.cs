using Npgsql;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Stories;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Reads what happened to one subject.</summary>
internal sealed class Stories(Details details)
{
    // Concatenated, so that the index of subscriptions is not taken for it: there is too much to sort.
    internal const string EventsSql =
        """
        SELECT seq, subscription, event_type, version, occurred_at, received_at FROM delivery
        WHERE subject = $1 AND subject IS NOT NULL AND ($2::text IS NULL OR subscription || '' = $2) ORDER BY seq DESC LIMIT $3
        """;

    internal const string PreviousSql =
        """
        SELECT delivery.seq FROM delivery
        WHERE delivery.subject = $2 AND delivery.subject IS NOT NULL AND delivery.subscription || '' = $3 AND delivery.event_type = $4
            AND EXISTS (SELECT FROM handling WHERE handling.delivery = delivery.seq AND handling.handler = $1 AND handling.state = 1)
        ORDER BY delivery.version DESC NULLS LAST, delivery.occurred_at DESC, delivery.seq DESC LIMIT 1
        """;

    // A lane remembers the latest state that was completed in it, also where its delivery tells nothing of the subject any more.
    internal const string ForgottenSql =
        """
        SELECT 1::bigint FROM lane
        WHERE handler = $1 AND subject = $2 AND subscription = $3 AND last_occurred_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM delivery
            WHERE delivery.subject = $2 AND delivery.subject IS NOT NULL AND delivery.subscription || '' = $3
                AND CASE WHEN lane.last_version IS NULL THEN delivery.occurred_at = lane.last_occurred_at
                    ELSE delivery.version = lane.last_version END)
        """;

    private const string DeliveriesSql = $"SELECT {DeliveryRow.Columns} FROM delivery WHERE seq = ANY($1)";

    public static async Task<IReadOnlyList<StoryEvent>> EventsAsync(
        NpgsqlConnection connection, string subject, string? subscription, CancellationToken cancellationToken) =>
        await connection.ReadAsync(
            ReadEvent, new(EventsSql, Values.Of(subject), Values.Of(subscription), Values.Of(IInboxStories.MostEvents)),
            cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<DeliverySummary>> DeliveriesAsync(
        NpgsqlConnection connection, IReadOnlyList<long> sequences, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            DeliveryRow.Read, new(DeliveriesSql, Values.Of([.. sequences])), cancellationToken).ConfigureAwait(false);
        var found = (await details.WithHandlingsAsync(connection, rows, cancellationToken).ConfigureAwait(false))
            .ToDictionary(delivery => delivery.Sequence);
        return [.. sequences.Select(sequence => found.GetValueOrDefault(sequence)).OfType<DeliverySummary>()];
    }

    public async Task<DeliveryPayload> PreviousAsync(
        NpgsqlConnection connection, string handler, string subscription, string subject, EventType eventType,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(ForgottenSql).ConfigureAwait(false) is not null)
            return new DeliveryPayload(PayloadState.Gone);

        return await FindAsync(PreviousSql, Values.Of(eventType.Name)).ConfigureAwait(false) is { } sequence
            ? await details.PayloadAsync(connection, sequence, cancellationToken).ConfigureAwait(false)
            : new DeliveryPayload(PayloadState.NotFound);

        async Task<long?> FindAsync(string sql, params NpgsqlParameter[] more)
        {
            var step = new Step(sql, [Values.Of(handler), Values.Of(subject), Values.Of(subscription), .. more]);
            return await connection.ReadAsync(row => row.GetInt64(0), step, cancellationToken).ConfigureAwait(false) is [var number]
                ? number
                : null;
        }
    }

    private static StoryEvent ReadEvent(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.TextOrNull(2) is { } eventType ? new EventType(eventType) : null, row.LongOrNull(3),
        row.Time(4), row.Time(5));
}

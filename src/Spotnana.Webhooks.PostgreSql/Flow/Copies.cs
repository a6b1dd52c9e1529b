using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Keeps deliveries that came with other bytes under an id that is stored already: each once, as a dead letter.</summary>
internal sealed class Copies(InboxClock clock, BodyCodec bodies)
{
    internal const string FindSql = "SELECT copy, sha256 FROM delivery WHERE subscription = $1 AND id = $2 ORDER BY copy";

    private const string AddSql =
        $"""
        WITH added AS (
            INSERT INTO delivery (seq, subscription, id, copy, sha256, event_type, operation, organization_id, subject, version, occurred_at,
                sent_at, received_at, stored_at, trace_id, span_id, bytes, state, reason, settled_at)
            SELECT coalesce($19, nextval('delivery_seq')), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, {InboxClock.RunningSql}, $14, $15, $16, 2, 5, {InboxClock.Sql}
            ON CONFLICT (subscription, id, copy) DO NOTHING
            RETURNING seq)
        INSERT INTO payload (seq, codec, key_id, body) SELECT seq, $17, $20, $18 FROM added
        """;

    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="delivery">A delivery under an id that was stored already.</param>
    /// <param name="sequence">The number that was drawn for it when it came. Null: one is drawn now.</param>
    /// <returns><see cref="AppendOutcome.Conflict"/>; null where the id is not stored any more, or is with these very bytes.</returns>
    public async Task<AppendOutcome?> KeepAsync(NpgsqlConnection connection, Delivery delivery, long? sequence)
    {
        while (true)
        {
            var copies = await connection.ReadAsync(
                row => (Number: row.GetInt32(0), Sha256: row.Bytes(1)),
                new(FindSql, Values.Of(delivery.Subscription), Values.Of(delivery.Id)),
                CancellationToken.None).ConfigureAwait(false);
            if (copies.Count == 0)
                return null;
            if (copies.Exists(copy => copy.Sha256.AsSpan().SequenceEqual(delivery.Sha256.Span)))
                return null;

            var widen = new Step(AppendSql.WidenDelay, clock.Value, Values.Of(delivery.ReceivedAt), Values.Of(delivery.ReceivedAt));
            var added = await connection.RunAsync(
                CancellationToken.None, Add(delivery, copies[^1].Number + 1, sequence), widen).ConfigureAwait(false);
            if (added[0] > 0)
                return AppendOutcome.Conflict; // else another replica was faster, with these bytes or with yet others
        }
    }

    private Step Add(Delivery delivery, int copy, long? sequence)
    {
        var (codec, keyId, body) = bodies.EncodeOwn(delivery.Body, BodyOwner.Of(delivery, copy));
        return new(
            AddSql,
            clock.Value,
            Values.Of(delivery.Subscription),
            Values.Of(delivery.Id),
            Values.Of(copy),
            Values.Of(delivery.Sha256.ToArray()),
            Values.Of(delivery.EventType?.Name),
            Values.Of(delivery.Operation?.Raw),
            Values.Of(delivery.OrganizationId),
            Values.Of(delivery.Subject),
            Values.Of(delivery.Version),
            Values.Of(delivery.OccurredAt),
            Values.Of(delivery.SentAt),
            Values.Of(delivery.ReceivedAt),
            Values.Of(delivery.TraceId),
            Values.Of(delivery.SpanId),
            Values.Of(delivery.Body.Length),
            Values.Of(codec),
            Values.Of(body.ToArray()),
            Values.Of(sequence),
            Values.Of(keyId));
    }
}

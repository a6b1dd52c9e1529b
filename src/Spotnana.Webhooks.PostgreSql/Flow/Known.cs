using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Finds the entries that are stored already with the same bytes.</summary>
internal static class Known
{
    internal const string FindSql =
        $"""
        SELECT {KnownDelivery.Columns}
        FROM unnest($1, $2, $3) WITH ORDINALITY AS asked (subscription, id, sha256, place)
        CROSS JOIN LATERAL (
            SELECT seq, copy, sent_at FROM delivery
            WHERE delivery.subscription = asked.subscription AND delivery.id = asked.id AND delivery.sha256 = asked.sha256
            ORDER BY copy LIMIT 1) AS stored
        """;

    // The later a delivery was signed, the longer it can be sent again, and its id has to be known for as long.
    internal const string NoteSentSql =
        """
        UPDATE delivery SET sent_at = greatest(delivery.sent_at, given.sent_at)
        FROM unnest($1, $2) AS given (seq, sent_at) WHERE delivery.seq = given.seq AND delivery.seq = ANY($1)
        RETURNING delivery.seq
        """;

    // A commit that writes nothing waits for no standby: the first copy could be seen and yet be lost with the server. This one writes.
    private const string WriteSql = "SELECT pg_logical_emit_message(true, 'spotnana_webhooks', '')";

    /// <summary>Sets the outcome of the items that are found, as durable as their first copy. The others stay as they are.</summary>
    public static async Task MarkAsync(NpgsqlConnection connection, IReadOnlyList<AppendItem> items)
    {
        var find = new Step(
            FindSql,
            Values.Of([.. items.Select(item => item.Entry.Delivery.Subscription)]),
            Values.Of([.. items.Select(item => item.Entry.Delivery.Id)]),
            Values.Of([.. items.Select(item => (byte[]?)item.Entry.Delivery.Sha256.ToArray())]));
        var found = await connection.ReadAsync(KnownDelivery.Read, find, CancellationToken.None).ConfigureAwait(false);
        if (found.Count == 0)
            return;

        var later = found.Where(one => SentAt(one) > one.SentAt)
            .GroupBy(one => one.Sequence, SentAt).ToDictionary(group => group.Key, group => group.Max());
        var noted = new HashSet<long>();
        await connection.RunAsync(
            CancellationToken.None, [.. NoteSent(later, noted), new Step(WriteSql) { Row = _ => { } }]).ConfigureAwait(false);

        // What could not be noted was pruned in the meantime.
        foreach (var one in found.Where(one => !later.ContainsKey(one.Sequence) || noted.Contains(one.Sequence)))
            items[one.Place].Outcome = one.Copy == 0 ? AppendOutcome.Duplicate : AppendOutcome.Conflict;

        DateTimeOffset SentAt(KnownDelivery one) => items[one.Place].Entry.Delivery.SentAt;
    }

    private static IEnumerable<Step> NoteSent(Dictionary<long, DateTimeOffset> later, HashSet<long> noted)
    {
        if (later.Count == 0)
            yield break;
        yield return Deliveries.Lock([.. later.Keys]);
        yield return new(NoteSentSql, Values.Of([.. later.Keys]), Values.Of([.. later.Values])) { Row = row => noted.Add(row.GetInt64(0)) };
    }
}

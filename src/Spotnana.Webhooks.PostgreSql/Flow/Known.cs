using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Upkeep;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Finds which of many entries are stored already with the same bytes.</summary>
internal static class Known
{
    internal const string FindSql =
        """
        SELECT asked.place, stored.seq, stored.copy, stored.sent_at
        FROM unnest($1, $2, $3) WITH ORDINALITY AS asked (subscription, id, sha256, place)
        CROSS JOIN LATERAL (
            SELECT seq, copy, sent_at FROM delivery
            WHERE delivery.subscription = asked.subscription AND delivery.id = asked.id AND delivery.sha256 = asked.sha256
            ORDER BY copy LIMIT 1) AS stored
        """;

    // What was signed last can be sent again for the longest: so long the id has to be known.
    internal const string NoteSentSql =
        """
        UPDATE delivery SET sent_at = greatest(delivery.sent_at, given.sent_at)
        FROM unnest($1, $2) AS given (seq, sent_at) WHERE delivery.seq = given.seq AND delivery.seq = ANY($1)
        RETURNING delivery.seq
        """;

    // A commit that writes nothing waits for no standby, so the first copy may be there and yet be lost with the server. This one writes.
    private const string WriteSql = "SELECT pg_logical_emit_message(true, 'spotnana_webhooks', '')";

    /// <summary>Tells the outcome of those that are found, durable with their first copy. Of the others nothing is known.</summary>
    public static async Task MarkAsync(NpgsqlConnection connection, IReadOnlyList<AppendItem> items)
    {
        var found = new List<(AppendItem Item, long Sequence, int Copy, DateTimeOffset SentAt)>();
        await connection.RunAsync(
            CancellationToken.None,
            new Step(
                FindSql,
                Values.Of([.. items.Select(item => item.Entry.Delivery.Subscription)]),
                Values.Of([.. items.Select(item => item.Entry.Delivery.Id)]),
                Values.Of([.. items.Select(item => (byte[]?)item.Entry.Delivery.Sha256.ToArray())]))
            {
                Row = row => found.Add((items[(int)row.GetInt64(0) - 1], row.GetInt64(1), row.GetInt32(2), row.Time(3))),
            }).ConfigureAwait(false);
        if (found.Count == 0)
            return;

        var later = found.Where(one => one.Item.Entry.Delivery.SentAt > one.SentAt)
            .GroupBy(one => one.Sequence, one => one.Item.Entry.Delivery.SentAt).ToDictionary(group => group.Key, group => group.Max());
        var noted = new HashSet<long>();
        await connection.RunAsync(CancellationToken.None, [.. NoteSent(later, noted), new Step(WriteSql) { Row = _ => { } }]).ConfigureAwait(false);

        // What could not be noted was pruned meanwhile.
        foreach (var (item, sequence, copy, _) in found.Where(one => !later.ContainsKey(one.Sequence) || noted.Contains(one.Sequence)))
            item.Outcome = copy == 0 ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
    }

    private static IEnumerable<Step> NoteSent(Dictionary<long, DateTimeOffset> later, HashSet<long> noted)
    {
        if (later.Count == 0)
            yield break;
        yield return new(PruneSql.LockDeliveries, Values.Of([.. later.Keys])) { Row = _ => { } };
        yield return new(NoteSentSql, Values.Of([.. later.Keys]), Values.Of([.. later.Values])) { Row = row => noted.Add(row.GetInt64(0)) };
    }
}

using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Upkeep;

/// <summary>Removes what was kept long enough, in the order in which it was settled.</summary>
internal sealed class Pruning(SqliteSession session)
{
    // All copies of an id go together: a duplicate of the first is no conflict as long as any is there.
    internal const string ForgottenSql =
        """
        SELECT seq, settled_at, bytes, subscription, subject FROM delivery
        WHERE settled_at <= $until AND sent_at <= $until AND NOT EXISTS (
            SELECT 1 FROM delivery AS copy
            WHERE copy.subscription = delivery.subscription AND copy.id = delivery.id AND copy.copy <> delivery.copy
                AND (copy.settled_at IS NULL OR copy.settled_at > $until OR copy.sent_at > $until))
        ORDER BY settled_at, seq LIMIT $count
        """;

    internal const string SettledSql =
        """
        SELECT seq, settled_at, bytes, state FROM delivery
        WHERE (settled_at, seq) > ($settled_at, $after) AND settled_at <= $until
        ORDER BY settled_at, seq LIMIT $count
        """;

    internal const string IsSubjectKnownSql = "SELECT 1 FROM delivery WHERE subject = $subject AND subscription = $subscription LIMIT 1";

    // From one handler's name to the next: there are few, and the subject stands behind them in the index.
    internal const string RemoveLanesSql =
        """
        WITH RECURSIVE known (name) AS (
            SELECT min(handler) FROM lane
            UNION ALL
            SELECT (SELECT min(handler) FROM lane WHERE handler > known.name) FROM known WHERE known.name IS NOT NULL)
        DELETE FROM lane
        WHERE id IN (
                SELECT lane.id FROM known
                CROSS JOIN lane ON lane.handler = known.name AND lane.subscription = $subscription AND lane.subject = $subject)
            AND due_at IS NULL AND leased IS NULL
        """;

    // How much of bodies one batch overwrites at most: large ones make small batches.
    private const long MostBytes = 4 << 20;

    private readonly Statement _forgotten = session.Prepare(ForgottenSql);
    private readonly Statement _settled = session.Prepare(SettledSql);
    private readonly Statement _removePayload = session.Prepare("DELETE FROM payload WHERE seq = $delivery");
    private readonly Statement _removeHandlings = session.Prepare("DELETE FROM handling WHERE delivery = $delivery");
    private readonly Statement _removeAttempts = session.Prepare("DELETE FROM attempt WHERE delivery = $delivery");
    private readonly Statement _removeDelivery = session.Prepare("DELETE FROM delivery WHERE seq = $delivery");
    private readonly Statement _isSubjectKnown = session.Prepare(IsSubjectKnownSql);
    private readonly Statement _removeLanes = session.Prepare(RemoveLanesSql);
    private readonly PrunedPlace _payloads = new(session, "payloads_pruned");
    private readonly PrunedPlace _deadLetters = new(session, "dead_letters_pruned");
    private readonly FreePages _freePages = new(session);

    public PruneOutcome Run(Retention retention, int count, DateTimeOffset now)
    {
        // Whole deliveries first: their bodies need not be looked for.
        var (deliveries, areMoreForgotten) = RemoveForgotten(now - retention.Ids, count);
        var (payloads, areMoreSettled) = RemoveBodies(_payloads, isOfDead: false, now - retention.Payloads, count);
        var (deadLetters, areMoreDead) = RemoveBodies(_deadLetters, isOfDead: true, now - retention.DeadLetters, count);
        return new PruneOutcome(payloads + deadLetters, deliveries, areMoreForgotten | areMoreSettled | areMoreDead | _freePages.GiveBack());
    }

    /// <summary>What is settled already came in: its bodies are looked for from the beginning.</summary>
    public void StartOver()
    {
        _payloads.Reset();
        _deadLetters.Reset();
    }

    private (int Removed, bool AreMore) RemoveForgotten(DateTimeOffset until, int count)
    {
        var (ended, areMore) = ReadBatch(_forgotten.Read(("$until", until), ("$count", count)), count, row => (Subscription: row.Text(3), Subject: row.TextOrNull(4)));
        foreach (var (place, _) in ended)
        {
            _removePayload.Run(("$delivery", place.Sequence));
            _removeHandlings.Run(("$delivery", place.Sequence));
            _removeAttempts.Run(("$delivery", place.Sequence));
            _removeDelivery.Run(("$delivery", place.Sequence));
        }

        foreach (var (subscription, subject) in ended.Select(one => one.Value).Where(one => one.Subject is not null).Distinct())
        {
            if (_isSubjectKnown.ReadInteger(("$subscription", subscription), ("$subject", subject)) is null)
                _removeLanes.Run(("$subscription", subscription), ("$subject", subject));
        }

        return (ended.Count, areMore);
    }

    private (int Removed, bool AreMore) RemoveBodies(PrunedPlace pruned, bool isOfDead, DateTimeOffset until, int count)
    {
        var (settledAt, after) = pruned.Read();
        var (settled, areMore) = ReadBatch(
            _settled.Read(("$settled_at", settledAt), ("$after", after), ("$until", until), ("$count", count)), count, row => (DeliveryState)row.Integer(3) == DeliveryState.Dead);
        if (settled.Count == 0)
            return (0, false);

        pruned.Move(settled[^1].Place.SettledAt, settled[^1].Place.Sequence);
        return (settled.Where(one => one.Value == isOfDead).Sum(one => _removePayload.Run(("$delivery", one.Place.Sequence))), areMore);
    }

    /// <summary>As many rows as are a batch, at least one.</summary>
    private static (List<(Place Place, T Value)> Rows, bool AreMore) ReadBatch<T>(Statement.Rows row, int count, Func<Statement.Rows, T> value)
    {
        var (rows, bytes) = (new List<(Place, T)>(), 0L);
        using (row)
        {
            while (bytes < MostBytes && row.Next())
            {
                rows.Add((new Place(row.Integer(0), row.Integer(1)), value(row)));
                bytes += row.Integer(2);
            }
        }

        return (rows, rows.Count == count || bytes >= MostBytes);
    }

    private readonly record struct Place(long Sequence, long SettledAt);
}

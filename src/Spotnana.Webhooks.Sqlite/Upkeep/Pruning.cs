using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Upkeep;

/// <summary>Removes deliveries and bodies that were kept long enough, in the order in which they were settled.</summary>
internal sealed class Pruning(SqliteSession session)
{
    // All copies of an id go together: while any is there, the first has to be too, so that its duplicate is not taken for a conflict.
    internal const string ForgottenSql =
        $"""
        SELECT {Forgotten.Columns} FROM delivery
        WHERE settled_at <= $until AND sent_at <= $until AND NOT EXISTS (
            SELECT 1 FROM delivery AS copy
            WHERE copy.subscription = delivery.subscription AND copy.id = delivery.id AND copy.copy <> delivery.copy
                AND (copy.settled_at IS NULL OR copy.settled_at > $until OR copy.sent_at > $until))
        ORDER BY settled_at, seq LIMIT $count
        """;

    internal const string SettledSql =
        $"""
        SELECT {Settled.Columns} FROM delivery
        WHERE (settled_at, seq) > ($settled_at, $after) AND settled_at <= $until
        ORDER BY settled_at, seq LIMIT $count
        """;

    internal const string IsSubjectKnownSql = "SELECT 1 FROM delivery WHERE subject = $subject AND subscription = $subscription LIMIT 1";

    // It goes from one handler's name to the next: there are few, and the index has the subject behind them.
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

    // About how many bytes of bodies one batch may overwrite: large bodies make small batches.
    private const long MostBytes = 4 << 20;

    private readonly Statement _forgotten = session.Prepare(ForgottenSql);
    private readonly Statement _settled = session.Prepare(SettledSql);
    private readonly Statement _removePayload = session.Prepare("DELETE FROM payload WHERE seq = $delivery");
    private readonly Statement _removeHandlings = session.Prepare(
        "DELETE FROM handling WHERE delivery = $delivery RETURNING handler, state, reason");
    private readonly Statement _removeAttempts = session.Prepare("DELETE FROM attempt WHERE delivery = $delivery");
    private readonly Statement _removeDelivery = session.Prepare(
        "DELETE FROM delivery WHERE seq = $delivery RETURNING state, reason");
    private readonly Statement _isSubjectKnown = session.Prepare(IsSubjectKnownSql);
    private readonly Statement _removeLanes = session.Prepare(RemoveLanesSql);
    private readonly PrunedPlace _payloads = new(session, "payloads_pruned");

    // A place of its own: should a clock be set back, what this passes over is still pruned when its time has come.
    private readonly PrunedPlace _early = new(session, "payloads_pruned_early");
    private readonly PrunedPlace _deadLetters = new(session, "dead_letters_pruned");
    private readonly FreePages _freePages = new(session);

    public PruneOutcome Run(Retention retention, int count, DateTimeOffset now)
    {
        // Whole deliveries go first: their bodies need not be looked for.
        var (deliveries, areMoreForgotten) = RemoveForgotten(now - retention.Ids, count);
        var (payloads, areMoreSettled) = RemoveBodies(_payloads, isOfDead: false, now - retention.Payloads, count);
        var (deadLetters, areMoreDead) = RemoveBodies(_deadLetters, isOfDead: true, now - retention.DeadLetters, count);
        var areMore = areMoreForgotten | areMoreSettled | areMoreDead | _freePages.GiveBack();
        return new PruneOutcome(payloads + deadLetters, deliveries, areMore);
    }

    /// <summary>Removes bodies whatever their age, but not those of dead letters.</summary>
    public PruneOutcome RunEarly(int count)
    {
        var (payloads, areMore) = RemoveBodies(_early, isOfDead: false, DateTimeOffset.MaxValue, count);
        return new PruneOutcome(payloads, Deliveries: 0, areMore);
    }

    /// <summary>
    /// To be called when deliveries were stored that are settled already: bodies are looked for from the beginning again.
    /// </summary>
    public void StartOver()
    {
        _payloads.Reset();
        _early.Reset();
        _deadLetters.Reset();
    }

    /// <summary>Removes the lanes of a subject that no delivery is about any more.</summary>
    public void RemoveIdleLanes(string subscription, string subject)
    {
        if (_isSubjectKnown.ReadInteger(("$subscription", subscription), ("$subject", subject)) is null)
            _removeLanes.Run(("$subscription", subscription), ("$subject", subject));
    }

    private (int Removed, bool AreMore) RemoveForgotten(DateTimeOffset until, int count)
    {
        var rows = _forgotten.Read(("$until", until), ("$count", count));
        var (forgotten, areMore) = ReadBatch(rows, count, Forgotten.Read, static delivery => delivery.Bytes);
        foreach (var delivery in forgotten)
        {
            _removePayload.Run(("$delivery", delivery.Sequence));
            _removeAttempts.Run(("$delivery", delivery.Sequence));
            RemoveRows(delivery.Sequence);
        }

        var subjects = forgotten.Where(static delivery => delivery.Subject is not null)
            .Select(static delivery => (delivery.Subscription, delivery.Subject)).Distinct();
        foreach (var (subscription, subject) in subjects)
            RemoveIdleLanes(subscription, subject!);

        return (forgotten.Count, areMore);
    }

    private void RemoveRows(long sequence)
    {
        using (var row = _removeHandlings.Read(("$delivery", sequence)))
        {
            while (row.Next())
                session.Tallies.RemoveHandling(row.Text(0), (HandlingState)row.Integer(1), (DeadReason?)row.IntegerOrNull(2));
        }

        using (var row = _removeDelivery.Read(("$delivery", sequence)))
        {
            while (row.Next())
                session.Tallies.RemoveDelivery((DeliveryState)row.Integer(0), (DeadReason?)row.IntegerOrNull(1));
        }
    }

    private (int Removed, bool AreMore) RemoveBodies(PrunedPlace pruned, bool isOfDead, DateTimeOffset until, int count)
    {
        var (settledAt, after) = pruned.Read();
        var rows = _settled.Read(("$settled_at", settledAt), ("$after", after), ("$until", until), ("$count", count));
        var (settled, areMore) = ReadBatch(rows, count, Settled.Read, static delivery => delivery.Bytes);
        if (settled.Count == 0)
            return (0, false);

        pruned.Move(settled[^1].SettledAt, settled[^1].Sequence);
        var due = settled.FindAll(delivery => delivery.IsDead == isOfDead);
        return (due.Sum(delivery => _removePayload.Run(("$delivery", delivery.Sequence))), areMore);
    }

    /// <summary>The rows of one batch: until there are enough bytes, and at least one if there is any.</summary>
    private static (List<T> Rows, bool AreMore) ReadBatch<T>(
        Statement.Rows row, int count, Func<Statement.Rows, T> read, Func<T, long> bytesOf)
    {
        var (rows, bytes) = (new List<T>(), 0L);
        using (row)
        {
            while (bytes < MostBytes && row.Next())
            {
                rows.Add(read(row));
                bytes += bytesOf(rows[^1]);
            }
        }

        return (rows, rows.Count == count || bytes >= MostBytes);
    }

    private readonly record struct Forgotten(long Sequence, long Bytes, string Subscription, string? Subject)
    {
        public const string Columns = "seq, bytes, subscription, subject";

        public static Forgotten Read(Statement.Rows row) => new(row.Integer(0), row.Integer(1), row.Text(2), row.TextOrNull(3));
    }

    private readonly record struct Settled(long Sequence, long SettledAt, long Bytes, DeliveryState State)
    {
        public const string Columns = "seq, settled_at, bytes, state";

        public bool IsDead => State == DeliveryState.Dead;

        public static Settled Read(Statement.Rows row) =>
            new(row.Integer(0), row.Integer(1), row.Integer(2), (DeliveryState)row.Integer(3));
    }
}

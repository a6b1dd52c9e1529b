using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Ends leases.</summary>
internal sealed class Settling(InboxClock clock, TimeProvider time, Leasing leasing)
{
    // Every statement after the lock asks for the lease again: where it is no longer held, nothing is changed.
    private const string LockSql = "SELECT 1 FROM lane WHERE id = $1 AND leased = $2 AND token = $3 FOR UPDATE";

    private const string WaitSql =
        $"""
        UPDATE handling SET due_at = {InboxClock.Sql} + $6, attempts = attempts - $7, lost = lost * $7
        WHERE delivery = $3 AND handler = $5 AND EXISTS (SELECT FROM lane WHERE id = $2 AND leased = $3 AND token = $4)
        """;

    private const string RememberSql =
        $"""
        UPDATE handling
        SET same_failure = $6, same_failures = $7, same_since = CASE WHEN $6::text IS NOT NULL THEN coalesce($8, {InboxClock.Sql}) END
        WHERE delivery = $3 AND handler = $5 AND EXISTS (SELECT FROM lane WHERE id = $2 AND leased = $3 AND token = $4)
        """;

    private const string EndSql =
        $"""
        UPDATE handling SET state = $6, reason = $7, settled_at = {InboxClock.Sql}, attempts = attempts - $8, lost = lost * $8
        WHERE delivery = $3 AND handler = $5 AND EXISTS (SELECT FROM lane WHERE id = $2 AND leased = $3 AND token = $4)
        """;

    private const string RecordSql =
        """
        INSERT INTO attempt (delivery, handler, number, started_at, milliseconds, outcome, error)
        SELECT $2, $4, $5, $6, $7, $8, $9 FROM lane WHERE id = $1 AND leased = $2 AND token = $3
        """;

    // The attempt of a lease that is no longer held, where it was settled itself: its answer got lost.
    internal const string RecordedSql =
        $"""
        SELECT 1 FROM attempt
        WHERE delivery = $1 AND handler = $2 AND number = $3 AND started_at = $4 AND outcome <> '{AttemptOutcome.Lost}' LIMIT 1
        """;

    private const string EndLeaseSql =
        $"""
        UPDATE lane SET leased = NULL, leased_at = NULL, due_at = {Lanes.HeadDueSql},
            last_version = greatest(last_version, $4), last_occurred_at = greatest(last_occurred_at, $5)
        WHERE id = $1 AND leased = $2 AND token = $3
        """;

    internal const string NextSql =
        $"""
        SELECT {DueLane.Columns} FROM lane
        WHERE id = $2 AND token = $3 AND leased IS NULL AND due_at <= {InboxClock.Sql}
            AND NOT EXISTS (SELECT FROM pause WHERE pause.handler = lane.handler)
        """;

    /// <summary>Ends a lease, and goes on with its lane where that is wanted.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="settlement">How the lease ends.</param>
    /// <param name="next">For how long to lease the lane's next head. Null: not at all.</param>
    /// <param name="taken">Gets that lease before it is committed: where this throws, it may have been given all the same.</param>
    /// <returns>Whether the lease was held.</returns>
    public async Task<bool> RunAsync(NpgsqlConnection connection, Settlement settlement, TimeSpan? next, List<Lease> taken)
    {
        taken.Clear();
        var wasHeld = false;
        var steps = Steps(settlement, () => wasHeld = true);
        if (next is not { } duration)
        {
            await connection.RunAsync(CancellationToken.None, steps).ConfigureAwait(false);
            return wasHeld;
        }

        var lease = settlement.Lease;
        var (due, heads) = (new List<DueLane>(), new Dictionary<long, LaneHead>());
        await connection.RunAsync(
            CancellationToken.None,
            [
                Step.Begin,
                .. steps,
                new(NextSql, clock.Value, Values.Of(lease.Lane), Values.Of(lease.Token)) { Row = row => due.Add(DueLane.Read(row)) },
                Leasing.ReadHeads([lease.Lane], heads),
            ]).ConfigureAwait(false);
        if (wasHeld && due.Count > 0)
        {
            await leasing.TakeAsync(connection, lease.Handler, due, heads, duration, taken).ConfigureAwait(false);
            return true;
        }

        await connection.RunAsync(CancellationToken.None, Step.Commit).ConfigureAwait(false);
        return wasHeld;
    }

    /// <summary>Whether a settlement whose answer got lost was stored.</summary>
    public static async Task<bool> IsRecordedAsync(NpgsqlConnection connection, Settlement settlement)
    {
        var lease = settlement.Lease;
        var step = new Step(
            RecordedSql, Values.Of(lease.Sequence), Values.Of(lease.Handler), Values.Of(lease.Attempt), Values.Of(lease.LeasedAt));
        return (await connection.ReadAsync(_ => true, step, CancellationToken.None).ConfigureAwait(false)).Count > 0;
    }

    private IEnumerable<Step> Steps(Settlement settlement, Action held)
    {
        var lease = settlement.Lease;
        var completed = settlement.State == HandlingState.Completed ? lease.Delivery : null;
        yield return new(LockSql, Values.Of(lease.Lane), Values.Of(lease.Sequence), Values.Of(lease.Token)) { Row = _ => held() };
        if (settlement.Duration is { } duration)
            yield return Record(settlement, duration);
        yield return settlement.DueAt is { } dueAt ? Wait(settlement, dueAt) : End(settlement);
        if (settlement is { DueAt: not null, GivesAttemptBack: false } && (settlement.Streak ?? lease.Streak) is not null)
            yield return Remember(lease, settlement.Streak);
        if (settlement.DueAt is null)
        {
            foreach (var step in Deliveries.Derive(clock, lease.Sequence))
                yield return step;
        }

        yield return new(
            EndLeaseSql, Values.Of(lease.Lane), Values.Of(lease.Sequence), Values.Of(lease.Token),
            Values.Of(completed?.Version), Values.Of(completed?.OccurredAt));
        if (settlement.DueAt is null && lease.Delivery.Subject is null)
            yield return Lanes.RemoveOwn(lease.Lane);
    }

    // The due time is by this process's clock: what counts is how far away it is.
    private Step Wait(Settlement settlement, DateTimeOffset dueAt) => new(
        WaitSql,
        clock.Value,
        Values.Of(settlement.Lease.Lane),
        Values.Of(settlement.Lease.Sequence),
        Values.Of(settlement.Lease.Token),
        Values.Of(settlement.Lease.Handler),
        Values.Of(dueAt - time.GetUtcNow()),
        Values.Of(settlement.GivesAttemptBack ? 1 : 0));

    private Step Remember(Lease lease, FailureStreak? streak) => new(
        RememberSql,
        clock.Value,
        Values.Of(lease.Lane),
        Values.Of(lease.Sequence),
        Values.Of(lease.Token),
        Values.Of(lease.Handler),
        Values.Of(StoredText.Fitting(streak?.Failure)),
        Values.Of(streak?.Count),
        Values.Of(streak?.Since));

    private Step End(Settlement settlement) => new(
        EndSql,
        clock.Value,
        Values.Of(settlement.Lease.Lane),
        Values.Of(settlement.Lease.Sequence),
        Values.Of(settlement.Lease.Token),
        Values.Of(settlement.Lease.Handler),
        Values.Of((short)settlement.State),
        Values.Of((short?)settlement.Reason),
        Values.Of(settlement.GivesAttemptBack ? 1 : 0));

    private static Step Record(Settlement settlement, TimeSpan duration) => new(
        RecordSql,
        Values.Of(settlement.Lease.Lane),
        Values.Of(settlement.Lease.Sequence),
        Values.Of(settlement.Lease.Token),
        Values.Of(settlement.Lease.Handler),
        Values.Of(settlement.Lease.Attempt),
        Values.Of(settlement.Lease.LeasedAt),
        Values.Of((long)duration.TotalMilliseconds),
        Values.Of(settlement.Outcome),
        Values.Of(StoredText.Fitting(settlement.Error)));
}

using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Gives out the heads of due lanes, and makes leases last longer.</summary>
internal sealed class Leasing(InboxClock clock, BodyCodec bodies, TimeProvider time, UnreadableBodies unreadable)
{
    /// <summary>The setting that carries the ids of locked lanes to the next statement of the transaction.</summary>
    internal const string LockedSetting = "spotnana_webhooks.locked";

    // A lane that another transaction has locked is skipped: that one leases it, or makes it due again.
    internal const string DueLanesSql =
        $"""
        WITH due AS MATERIALIZED (
            SELECT {DueLane.Columns} FROM lane
            WHERE handler = $2 AND due_at IS NOT NULL AND due_at <= {InboxClock.Sql}
                AND NOT EXISTS (SELECT FROM pause WHERE pause.handler = $2)
            ORDER BY due_at, id LIMIT $3
            FOR UPDATE OF lane SKIP LOCKED)
        SELECT due.*, (SELECT set_config('{LockedSetting}', array_agg(id)::text, true) FROM due) FROM due
        """;

    // Of these lanes, whose leases have just been ended, those that are due. By their ids, not by the index of what is due: hence coalesce.
    internal const string DueAgainSql =
        $"""
        SELECT {DueLane.Columns} FROM lane
        WHERE id = ANY($2) AND leased IS NULL AND coalesce(due_at, 'infinity') <= {InboxClock.Sql}
            AND NOT EXISTS (SELECT FROM pause WHERE pause.handler = lane.handler)
        ORDER BY handler, subscription, subject, id
        FOR UPDATE OF lane
        """;

    internal const string RenewSql =
        $"UPDATE lane SET due_at = {InboxClock.Sql} + $2 WHERE id = $3 AND leased = $4 AND token = $5";

    private const string TakeSql =
        $"""
        UPDATE lane SET leased = taken.delivery, leased_at = {InboxClock.Sql}, due_at = {InboxClock.Sql} + $2, token = taken.token,
            holder = $6, holder_token = taken.token
        FROM unnest($3, $4, $5) AS taken (lane, delivery, token) WHERE lane.id = taken.lane AND lane.id = ANY($3)
        """;

    private const string CountAttemptsSql =
        "UPDATE handling SET attempts = attempts + 1 WHERE delivery = ANY($1) AND handler = $2";

    private const string PostponeSql =
        $"UPDATE handling SET due_at = {InboxClock.Sql} + $4 WHERE delivery = ANY($2) AND handler = $3";

    /// <summary>Leases the heads of due lanes.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="handler">The handler that the lanes belong to.</param>
    /// <param name="holder">Who says when work begins under the leases. Null: nobody, so it counts as begun at once.</param>
    /// <param name="count">The most leases to give.</param>
    /// <param name="duration">How long the leases last.</param>
    /// <param name="taken">Gets the leases before they are committed: where this throws, they may have been given all the same.</param>
    /// <returns><paramref name="taken"/>.</returns>
    public async Task<IReadOnlyList<Lease>> RunAsync(
        NpgsqlConnection connection, string handler, long? holder, int count, TimeSpan duration, List<Lease> taken)
    {
        taken.Clear();
        var (due, heads) = (new List<DueLane>(), new Dictionary<long, LaneHead>());
        await connection.RunAsync(
            CancellationToken.None,
            Step.Begin,
            new(DueLanesSql, clock.Value, Values.Of(handler), Values.Of(count)) { Row = row => due.Add(DueLane.Read(row)) },
            new(LaneHead.OfDueSql) { Row = Into(heads) }).ConfigureAwait(false);
        if (due.Count == 0)
        {
            await connection.RunAsync(CancellationToken.None, Step.Rollback).ConfigureAwait(false);
            return taken;
        }

        await TakeAsync(connection, handler, holder, due, heads, duration, taken).ConfigureAwait(false);
        return taken;
    }

    /// <summary>Leases the heads of lanes, as far as they are due. Suspects and bodies that cannot be read are looked at as ever.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="handler">The handler that the lanes belong to.</param>
    /// <param name="holder">Who says when work begins under the leases. Null: nobody, so it counts as begun at once.</param>
    /// <param name="lanes">The lanes.</param>
    /// <param name="duration">How long the leases last.</param>
    /// <param name="taken">Gets the leases before they are committed: where this throws, they may have been given all the same.</param>
    public async Task RunAsync(
        NpgsqlConnection connection, string handler, long? holder, long[] lanes, TimeSpan duration, List<Lease> taken)
    {
        taken.Clear();
        var (due, heads) = (new List<DueLane>(), new Dictionary<long, LaneHead>());
        await connection.RunAsync(
            CancellationToken.None,
            Step.Begin,
            new(DueAgainSql, clock.Value, Values.Of(lanes)) { Row = row => due.Add(DueLane.Read(row)) },
            ReadHeads(lanes, heads)).ConfigureAwait(false);
        await TakeAsync(connection, handler, holder, due, heads, duration, taken).ConfigureAwait(false);
    }

    /// <returns>Whether the lease was held.</returns>
    public async Task<bool> RenewAsync(NpgsqlConnection connection, Lease lease, TimeSpan duration)
    {
        var renew = new Step(
            RenewSql, clock.Value, Values.Of(duration), Values.Of(lease.Lane), Values.Of(lease.Sequence), Values.Of(lease.Token));
        return (await connection.RunAsync(CancellationToken.None, renew).ConfigureAwait(false))[0] > 0;
    }

    /// <summary>Reads the heads of lanes that an earlier statement has locked.</summary>
    public Step ReadHeads(IEnumerable<long> lanes, Dictionary<long, LaneHead> heads) => new(LaneHead.Sql, Values.Of([.. lanes]))
    {
        Row = Into(heads),
    };

    private Action<NpgsqlDataReader> Into(Dictionary<long, LaneHead> heads) => row =>
    {
        var head = LaneHead.Read(row, bodies);
        heads.Add(head.Lane, head);
    };

    /// <summary>Leases the heads that are due, in a transaction that has locked their lanes, and commits it.</summary>
    public async Task TakeAsync(
        NpgsqlConnection connection, string handler, long? holder, IReadOnlyList<DueLane> due, Dictionary<long, LaneHead> heads,
        TimeSpan duration, List<Lease> taken)
    {
        var suspects = await Suspects.LookAsync(connection, clock, due, heads).ConfigureAwait(false);
        var (postponed, damaged, idle) = (new List<long>(), new List<long>(), new List<long>());
        foreach (var lane in due)
        {
            suspects.Ends(lane);
            if (heads.GetValueOrDefault(lane.Id) is { Fits: false })
                continue; // it stays due

            // Its head may have changed while another handling of the lane was leased, and not be due.
            if (!heads.TryGetValue(lane.Id, out var head) || head.DueAt > lane.Now || lane.IsHeld)
            {
                idle.Add(lane.Id);
                continue;
            }

            if (head.Damage is { } damage)
            {
                unreadable.Add(handler, head.Sequence, head.Delivery, damage);
                damaged.Add(head.Sequence);
                idle.Add(lane.Id);
                continue;
            }

            unreadable.Remove(handler, head.Sequence);
            var lease = head.ToLease(handler, lane, Tokens.After(lane.Token, Tokens.NewMark()), time);
            if (suspects.MayLease(lease))
            {
                taken.Add(lease);
                continue;
            }

            postponed.Add(head.Sequence);
            idle.Add(lane.Id);
        }

        await connection.RunAsync(
            CancellationToken.None,
            [
                .. Lanes.EndLostLeases(due.Where(lane => lane is { Leased: not null, WasBegun: true }).Select(lane => lane.Id)),
                .. Lanes.EndUnbegunLeases(due.Where(lane => lane is { Leased: not null, WasBegun: false }).Select(lane => lane.Id)),
                .. Postpone(handler, postponed, Lease.SuspectPause),
                .. Postpone(handler, damaged, UnreadableBodies.Pause),
                .. idle.Count > 0 ? [Lanes.Refresh(idle)] : Enumerable.Empty<Step>(),
                .. Take(handler, holder, taken, duration),
                Step.Commit,
            ]).ConfigureAwait(false);
    }

    private IEnumerable<Step> Postpone(string handler, List<long> deliveries, TimeSpan pause)
    {
        if (deliveries.Count > 0)
            yield return new(PostponeSql, clock.Value, Values.Of([.. deliveries]), Values.Of(handler), Values.Of(pause));
    }

    private IEnumerable<Step> Take(string handler, long? holder, List<Lease> leases, TimeSpan duration)
    {
        if (leases.Count == 0)
            yield break;
        long[] sequences = [.. leases.Select(lease => lease.Sequence)];
        yield return new(CountAttemptsSql, Values.Of(sequences), Values.Of(handler));
        yield return new(
            TakeSql, clock.Value, Values.Of(duration), Values.Of([.. leases.Select(lease => lease.Lane)]), Values.Of(sequences),
            Values.Of([.. leases.Select(lease => lease.Token)]), Values.Of(holder));
    }
}

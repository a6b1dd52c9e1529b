using Microsoft.Extensions.Logging;
using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Gives out the heads of due lanes, and makes leases last longer.</summary>
internal sealed partial class Leasing(InboxClock clock, TimeProvider time, ILogger logger)
{
    // A lane that another transaction has locked is skipped: that one leases it, or makes it due again.
    internal const string DueLanesSql =
        $"""
        SELECT {DueLane.Columns} FROM lane
        WHERE handler = $2 AND due_at IS NOT NULL AND due_at <= {InboxClock.Sql}
            AND NOT EXISTS (SELECT FROM pause WHERE pause.handler = $2)
        ORDER BY due_at, id LIMIT $3
        FOR UPDATE OF lane SKIP LOCKED
        """;

    internal const string RenewSql =
        $"UPDATE lane SET due_at = {InboxClock.Sql} + $2 WHERE id = $3 AND leased = $4 AND token = $5";

    private const string TakeSql =
        $"""
        UPDATE lane SET leased = taken.delivery, leased_at = {InboxClock.Sql}, due_at = {InboxClock.Sql} + $2, token = taken.token
        FROM unnest($3, $4, $5) AS taken (lane, delivery, token) WHERE lane.id = taken.lane AND lane.id = ANY($3)
        """;

    // Tokens grow by steps that nobody can foresee: a lease whose commit got no answer differs from one that somebody else got instead.
    private const long LongestStep = 1L << 31;

    private const string CountAttemptsSql =
        "UPDATE handling SET attempts = attempts + 1 WHERE delivery = ANY($1) AND handler = $2";

    private const string PostponeSql =
        $"UPDATE handling SET due_at = {InboxClock.Sql} + $4 WHERE delivery = ANY($2) AND handler = $3";

    private static readonly TimeSpan DamagedPause = TimeSpan.FromMinutes(5);

    /// <summary>Leases the heads of due lanes.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="handler">The handler that the lanes belong to.</param>
    /// <param name="count">The most leases to give.</param>
    /// <param name="duration">How long the leases last.</param>
    /// <param name="taken">Gets the leases before they are committed: where this throws, they may have been given all the same.</param>
    /// <returns><paramref name="taken"/>.</returns>
    public async Task<IReadOnlyList<Lease>> RunAsync(
        NpgsqlConnection connection, string handler, int count, TimeSpan duration, List<Lease> taken)
    {
        taken.Clear();
        var due = new List<DueLane>();
        await connection.RunAsync(
            CancellationToken.None,
            Step.Begin,
            new(DueLanesSql, clock.Value, Values.Of(handler), Values.Of(count))
            {
                Row = row => due.Add(DueLane.Read(row)),
            }).ConfigureAwait(false);
        if (due.Count == 0)
        {
            await connection.RunAsync(CancellationToken.None, Step.Rollback).ConfigureAwait(false);
            return taken;
        }

        var heads = new Dictionary<long, LaneHead>();
        await connection.RunAsync(CancellationToken.None, ReadHeads(due.Select(lane => lane.Id), heads)).ConfigureAwait(false);
        await TakeAsync(connection, handler, due, heads, duration, taken).ConfigureAwait(false);
        return taken;
    }

    /// <returns>Whether the lease was held.</returns>
    public async Task<bool> RenewAsync(NpgsqlConnection connection, Lease lease, TimeSpan duration)
    {
        var renew = new Step(
            RenewSql, clock.Value, Values.Of(duration), Values.Of(lease.Lane), Values.Of(lease.Sequence), Values.Of(lease.Token));
        return (await connection.RunAsync(CancellationToken.None, renew).ConfigureAwait(false))[0] > 0;
    }

    /// <summary>Reads the heads of lanes that an earlier statement has locked.</summary>
    public static Step ReadHeads(IEnumerable<long> lanes, Dictionary<long, LaneHead> heads) => new(LaneHead.Sql, Values.Of([.. lanes]))
    {
        Row = row =>
        {
            var head = LaneHead.Read(row);
            heads.Add(head.Lane, head);
        },
    };

    /// <summary>Leases the heads that are due, in a transaction that has locked their lanes, and commits it.</summary>
    public async Task TakeAsync(
        NpgsqlConnection connection, string handler, IReadOnlyList<DueLane> due, Dictionary<long, LaneHead> heads, TimeSpan duration,
        List<Lease> taken)
    {
        var suspects = await Suspects.LookAsync(connection, clock, due, heads).ConfigureAwait(false);
        var (postponed, damaged, idle) = (new List<long>(), new List<long>(), new List<long>());
        foreach (var lane in due)
        {
            suspects.Ends(lane);
            // Its head may have changed while another handling of the lane was leased, and not be due.
            if (!heads.TryGetValue(lane.Id, out var head) || head.DueAt > lane.Now || lane.IsHeld)
            {
                idle.Add(lane.Id);
                continue;
            }

            if (head.Damage is not null)
            {
                Log.Damaged(logger, handler, head.Delivery.Id, head.Delivery.Subscription, head.Damage);
                damaged.Add(head.Sequence);
                idle.Add(lane.Id);
                continue;
            }

            var lease = ToLease(handler, lane, head);
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
                .. Lanes.EndLostLeases(due.Where(lane => lane.Leased is not null).Select(lane => lane.Id)),
                .. Postpone(handler, postponed, Lease.SuspectPause),
                .. Postpone(handler, damaged, DamagedPause),
                .. idle.Count > 0 ? [Lanes.Refresh(idle)] : Enumerable.Empty<Step>(),
                .. Take(handler, taken, duration),
                Step.Commit,
            ]).ConfigureAwait(false);
    }

    private IEnumerable<Step> Postpone(string handler, List<long> deliveries, TimeSpan pause)
    {
        if (deliveries.Count > 0)
            yield return new(PostponeSql, clock.Value, Values.Of([.. deliveries]), Values.Of(handler), Values.Of(pause));
    }

    private IEnumerable<Step> Take(string handler, List<Lease> leases, TimeSpan duration)
    {
        if (leases.Count == 0)
            yield break;
        long[] sequences = [.. leases.Select(lease => lease.Sequence)];
        yield return new(CountAttemptsSql, Values.Of(sequences), Values.Of(handler));
        yield return new(
            TakeSql, clock.Value, Values.Of(duration), Values.Of([.. leases.Select(lease => lease.Lane)]), Values.Of(sequences),
            Values.Of([.. leases.Select(lease => lease.Token)]));
    }

    private Lease ToLease(string handler, DueLane lane, LaneHead head) => new()
    {
        Handler = handler,
        Delivery = head.Delivery,
        Attempt = head.Attempts + 1,
        LostAttempts = head.LostAttempts(lane),
        Streak = head.Streak,
        IsStale = lane.Progress.IsPast(head.Delivery),
        WaitingSince = time.GetUtcNow() - (lane.Now - head.WaitingSince), // by the clock of this process, which measures how long that is
        LeasedAt = lane.Now,
        Lane = lane.Id,
        Sequence = head.Sequence,
        Token = lane.Token + Random.Shared.NextInt64(1, LongestStep),
    };

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Error, "Handler {Handler} cannot be given {DeliveryId} of {Subscription}: {Damage} Restore its body, run a release that can read it, or discard it; it is looked at again in 5 minutes")]
        public static partial void Damaged(ILogger logger, string handler, string deliveryId, string subscription, string damage);
    }
}

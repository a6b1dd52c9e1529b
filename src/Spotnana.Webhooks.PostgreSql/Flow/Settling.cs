using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Ends leases, many in one round trip and one commit.</summary>
/// <param name="clock">The inbox's clock.</param>
/// <param name="holderOf">Who says when work begins under the next leases of a handler; null: nobody.</param>
/// <param name="bodies">How bodies are stored.</param>
/// <param name="time">The clock of this process.</param>
internal sealed class Settling(InboxClock clock, Func<string, long?> holderOf, BodyCodec bodies, TimeProvider time)
{
    /// <summary>The most leases that one transaction ends: its lanes wait for it.</summary>
    public const int Most = 256;

    /// <summary>Ends leases of different lanes, and goes on with their lanes where that is wanted.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="ended">The leases. They learn what came of it.</param>
    public async Task<bool> RunAsync(NpgsqlConnection connection, IReadOnlyList<EndedLease> ended)
    {
        foreach (var one in ended)
            one.Reset();
        await connection.RunAsync(CancellationToken.None, Steps(ended)).ConfigureAwait(false);
        return true;
    }

    /// <summary>Which of these settlements were stored, though their answer got lost.</summary>
    public static async Task<bool> LookUpAsync(NpgsqlConnection connection, IReadOnlyList<EndedLease> ended)
    {
        var step = new Step(
            SettleSql.Recorded,
            Values.Of([.. ended.Select(one => one.Lease.Sequence)]),
            Values.Of([.. ended.Select(one => one.Lease.Handler)]),
            Values.Of([.. ended.Select(one => one.Lease.Attempt)]),
            Values.Of([.. ended.Select(one => one.Lease.LeasedAt)]))
        {
            Row = row => ended[(int)row.GetInt64(0) - 1].WasHeld = true,
        };
        await connection.RunAsync(CancellationToken.None, step).ConfigureAwait(false);
        return true;
    }

    /// <summary>The statements of one transaction, in their order.</summary>
    public IEnumerable<Step> Steps(IReadOnlyList<EndedLease> ended)
    {
        var byLane = ended.ToLookup(one => one.Lease.Lane);
        long[] lanes = [.. ended.Select(one => one.Lease.Lane)];
        var done = ended.Where(one => one.Settlement.DueAt is null).ToList();
        yield return new(Lanes.LockSql, Values.Of(lanes))
        {
            Row = row =>
            {
                var (leased, token) = (row.LongOrNull(1), row.GetInt64(2));
                foreach (var one in byLane[row.GetInt64(0)])
                    one.WasHeld = leased == one.Lease.Sequence && token == one.Lease.Token;
            },
        };
        yield return End(ended, lanes);
        if (done.Count > 0)
        {
            foreach (var step in Deliveries.Derive(clock, [.. done.Select(one => one.Lease.Sequence)]))
                yield return step;
        }

        yield return Free(ended, lanes, byLane);
        var going = ended.Where(one => one.Duration is not null).ToList();
        if (going.Count > 0)
            yield return Taken(going, byLane);
        var own = done.FindAll(one => one.Lease.Delivery.Subject is null);
        if (own.Count > 0)
            yield return Lanes.RemoveOwn([.. own.Select(one => one.Lease.Lane)]);
    }

    // The due time is by this process's clock: what counts is how far away it is.
    private Step End(IReadOnlyList<EndedLease> ended, long[] lanes)
    {
        var now = time.GetUtcNow();
        return new(
            SettleSql.End,
            clock.Value,
            Values.Of(lanes),
            Values.Of(Of(one => one.Lease.Sequence)),
            Values.Of(Of(one => one.Lease.Token)),
            Values.Of(Of(one => (short)one.Settlement.State)),
            Values.Of(Of(one => (short?)one.Settlement.Reason)),
            Values.Of(Of(one => one.Settlement.DueAt - now)),
            Values.Of(Of(one => one.Settlement.GivesAttemptBack ? 1 : 0)),
            Values.Of(Of(one => one.Lease.Attempt)),
            Values.Of(Of(one => one.Lease.LeasedAt)),
            Values.Of(Of(one => (long?)one.Settlement.Duration?.TotalMilliseconds)),
            Values.Of(Of(one => one.Settlement.Outcome)),
            Values.Of(Of(StoredError)),
            Values.Of(Of(Remembers)),
            Values.Of(Of(one => StoredText.Fitting(one.Settlement.Streak?.Failure))),
            Values.Of(Of(one => one.Settlement.Streak?.Count)),
            Values.Of(Of(one => one.Settlement.Streak?.Since)));

        T[] Of<T>(Func<EndedLease, T> value) => [.. ended.Select(value)];
    }

    private string? StoredError(EndedLease one) =>
        new ErrorText(one.Lease.Delivery.Subscription, one.Lease.Delivery.Id, one.Lease.Handler, one.Lease.Attempt)
            .Encrypt(bodies.Keys, StoredText.Fitting(one.Settlement.Error));

    private static bool Remembers(EndedLease one) =>
        one.Settlement is { DueAt: not null, GivesAttemptBack: false } && (one.Settlement.Streak ?? one.Lease.Streak) is not null;

    private Step Free(IReadOnlyList<EndedLease> ended, long[] lanes, ILookup<long, EndedLease> byLane)
    {
        var completed = ended.Select(one => one.Settlement.State == HandlingState.Completed ? one.Lease.Delivery : null).ToList();
        return new(
            SettleSql.Free,
            clock.Value,
            Values.Of(lanes),
            Values.Of([.. ended.Select(one => one.Lease.Sequence)]),
            Values.Of([.. ended.Select(one => one.Lease.Token)]),
            Values.Of([.. completed.Select(delivery => delivery?.Version)]),
            Values.Of([.. completed.Select(delivery => delivery?.OccurredAt)]),
            Values.Of([.. ended.Select(one => one.Duration)]),
            Values.Of([.. ended.Select(one => one.Mark)]),
            Values.Of([.. ended.Select(one => holderOf(one.Lease.Handler))]))
        {
            Row = row =>
            {
                var freed = FreedLane.Read(row);
                foreach (var one in byLane[freed.Id].Where(one => one.WasHeld))
                    one.Freed = freed;
            },
        };
    }

    private Step Taken(IReadOnlyList<EndedLease> going, ILookup<long, EndedLease> byLane) => new(
        SettleSql.Taken,
        clock.Value,
        Values.Of([.. going.Select(one => one.Lease.Lane)]),
        Values.Of([.. going.Select(one => one.NextToken)]))
    {
        Row = row =>
        {
            var (head, lane) = (LaneHead.Read(row, bodies), DueLane.Read(row, LaneHead.Width));
            var one = byLane[lane.Id].First(one => one.NextToken == lane.Token);
            one.Next = head.ToLease(row.GetString(LaneHead.Width + DueLane.Width), lane with { Leased = null }, lane.Token, time);
            one.Damage = head.Damage;
        },
    };
}

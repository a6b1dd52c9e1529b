using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Memory;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private static readonly string[] _handlers = ["left", "right"];

    /// <summary>
    /// Everything that can be done, in a random order, and the process killed after any step: the engine must agree with the memory engine.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_random_walk_of_operators_and_crashes_agrees_with_the_memory_engine(int seed)
    {
        var random = new Random(seed);
        var twin = new MemoryInbox(Time);
        var held = new SortedDictionary<string, (Lease Ours, Lease Theirs)>(StringComparer.Ordinal);
        for (var step = 0; step < 300; step++)
        {
            var (handler, other) = random.Next(2) == 0 ? ("left", "right") : ("right", "left");
            switch (random.Next(19))
            {
                case < 4:
                    var entries = Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomOperatorsEntry(random)).ToArray();
                    Assert.Equal(await twin.AppendAsync(entries, default), await AppendAsync(entries));
                    break;
                case < 6:
                    await LeaseBothAsync(handler);
                    break;
                case < 9 when held.Count > 0:
                    var (key, (ours, theirs)) = held.ElementAt(random.Next(held.Count));
                    var draw = random.Next();
                    held.Remove(key);
                    Assert.Equal(
                        (await twin.SettleAsync(RandomSettlement(new Random(draw), theirs), next: null, default)).WasHeld,
                        await SettleAsync(RandomSettlement(new Random(draw), ours)));
                    break;
                case 9:
                    var id = $"{random.Next(40)}";
                    var narrow = random.Next(2) == 0 ? null : handler;
                    foreach (var (row, same) in (await Query.FindAsync(id, null, default)).Zip(await twin.FindAsync(id, null, default)))
                    {
                        Assert.Equal(
                            await twin.RedriveAsync(same.Delivery.Sequence, narrow, RereadSome, default),
                            await Operations.RedriveAsync(row.Delivery.Sequence, narrow, RereadSome, default));
                    }

                    break;
                case 10:
                    var filter = RandomFilter(random);
                    Assert.Equal(
                        await twin.RedriveAsync(filter, true, RereadSome, default),
                        await Operations.RedriveAsync(filter, true, RereadSome, default));
                    Assert.Equal(
                        await twin.RedriveAsync(filter, false, RereadSome, default),
                        await Operations.RedriveAsync(filter, false, RereadSome, default));
                    break;
                case 11:
                    Assert.Equal(await twin.DiscardAsync(handler, default), await Operations.DiscardAsync(handler, default));
                    break;
                case 16:
                    Assert.Equal(await twin.TryAsync(handler, default), await Operations.TryAsync(handler, default));
                    break;
                case 17:
                    var given = $"{random.Next(40)}";
                    var others = await twin.FindAsync(given, null, default);
                    foreach (var (row, same) in (await Query.FindAsync(given, null, default)).Zip(others))
                    {
                        Assert.Equal(
                            await twin.DiscardAsync(same.Delivery.Sequence, null, default),
                            await Operations.DiscardAsync(row.Delivery.Sequence, null, default));
                    }

                    break;
                case 12:
                    Assert.Equal(await twin.PauseAsync(handler, default), await Operations.PauseAsync(handler, default));
                    Assert.Equal(await twin.ResumeAsync(other, default), await Operations.ResumeAsync(other, default));
                    break;
                case 13:
                    Time.Advance(TimeSpan.FromSeconds(random.Next(90)));
                    break;
                case 14:
                    var retention = new Retention(Payloads: Minute, DeadLetters: 2 * Minute, Ids: 4 * Minute);
                    Assert.Equal(await twin.PruneAsync(retention, 1000, default), await Upkeep.PruneAsync(retention, 1000, default));
                    break;
                default:
                    await CrashAsync();
                    break;
            }

            await AgreeAsync(random);
        }

        async Task LeaseBothAsync(string handler)
        {
            var ours = (await LeaseAsync(1000, handler)).ToDictionary(Key);
            var theirs = (await twin.LeaseAsync(handler, 1000, Minute, default)).ToDictionary(Key);
            Assert.Equal(
                theirs.Values.Select(lease => (Key(lease), lease.Attempt, lease.IsStale, lease.WaitingSince, lease.LeasedAt)).Order(),
                ours.Values.Select(lease => (Key(lease), lease.Attempt, lease.IsStale, lease.WaitingSince, lease.LeasedAt)).Order());
            foreach (var (key, lease) in ours)
                held[key] = (lease, theirs[key]);
        }

        // The memory engine cannot crash, so nobody holds a lease when it happens; what a crash does to leases is tested elsewhere.
        async Task CrashAsync()
        {
            foreach (var (ours, theirs) in held.Values)
            {
                Assert.Equal(
                    (await twin.SettleAsync(Settlement.Released(theirs, Time.GetUtcNow()), next: null, default)).WasHeld,
                    await SettleAsync(Settlement.Released(ours, Time.GetUtcNow())));
            }

            held.Clear();
            await TryReopenAsync();
        }

        async Task AgreeAsync(Random random)
        {
            Assert.Equal(await twin.ListHandlersAsync(default), await Query.ListHandlersAsync(default));
            var (ours, theirs) = (await Query.ReadSummaryAsync(default), await twin.ReadSummaryAsync(default));
            Assert.Equal((theirs.Backlog, theirs.WaitingSince, theirs.Discarded), (ours.Backlog, ours.WaitingSince, ours.Discarded));
            Assert.Equal(theirs.Deliveries, ours.Deliveries);
            var filter = random.Next(3) == 0 ? DeliveryFilter.All : RandomFilter(random);
            Assert.Equal(
                (await twin.ListAsync(filter, 1000, null, default)).Deliveries.Select(Describe),
                (await Query.ListAsync(filter, 1000, null, default)).Deliveries.Select(Describe));
        }

        static string Key(Lease lease) =>
            $"{lease.Delivery.Subscription} {lease.Delivery.Id} {Convert.ToHexString(lease.Delivery.Sha256.Span[..4])} {lease.Handler}";

        static string Describe(DeliverySummary row) =>
            $"{row with { Sequence = 0, Handlings = [] }} {string.Join(' ', row.Handlings)}";
    }

    [Fact]
    public async Task After_each_step_a_killed_process_leaves_what_was_answered()
    {
        Func<Task>[] steps =
        [
            () => AppendAsync(
                Make.Entry(Make.Delivery("a"), _handlers), Make.Entry(Make.Delivery("b"), _handlers),
                Make.Entry(Make.Delivery("c", null), _handlers), Make.Unhandled(Make.Delivery("u", "pnr/2")),
                Make.Entry("v", "pnr/3") with { Quarantine = DeadReason.Unreadable }),
            () => AppendAsync(
                Make.Entry("a", body: "other") with { ReorderWindow = Minute }, Make.Entry("w", "pnr/4") with { ReorderWindow = Minute }),
            async () => await SettleAsync(Settlement.Dead((await LeaseAsync(1, "left"))[0], default, "no", DeadReason.Rejected)),
            async () => await CompleteAsync((await LeaseAsync(1, "right"))[0]),
            () => RedriveAsync("a", "left"),
            () => Operations.PauseAsync("left", default),
            () => Operations.DiscardAsync("right", default),
            () => RedriveAsync(new DeliveryFilter { Handler = "right" }),
            () => Operations.DiscardAsync("left", default),
            () => RedriveAsync("u"),
            () => RedriveAsync(new DeliveryFilter { State = DeliveryState.Dead }),
            () => Operations.ResumeAsync("left", default),
            async () => await CompleteAsync((await LeaseAsync(1, "left"))[0]),
        ];
        foreach (var step in steps)
        {
            await step();
            var (rows, handlers, summary) = (await ListAsync(), await Query.ListHandlersAsync(default), await SummaryAsync());
            if (!await TryReopenAsync())
                continue;
            Assert.Equal(rows.Select(Describe), (await ListAsync()).Select(Describe));
            Assert.Equal(handlers, await Query.ListHandlersAsync(default));
            Assert.Equal(summary, await SummaryAsync());
        }

        static string Describe(DeliverySummary row) => $"{row with { Handlings = [] }} {string.Join(' ', row.Handlings)}";
    }

    private static InboxEntry RereadSome(Delivery delivery) => (delivery.Id.Length + delivery.Body.Length) % 3 == 0
        ? new InboxEntry(delivery, [], DeadReason.Unreadable)
        : new InboxEntry(delivery with { Subject = "pnr/3", Version = null }, delivery.Body.Length % 2 == 0 ? ["left"] : ["left", "right"]);

    private static InboxEntry RandomOperatorsEntry(Random random)
    {
        var id = $"{random.Next(40)}";
        var delivery = Make.Delivery(
            id, random.Next(6) == 0 ? null : $"pnr/{random.Next(4)}", random.Next(50), random.Next(2) == 0 ? null : random.Next(10),
            random.Next(6) == 0 ? $"other {random.Next(100)}" : id, random.Next(4) == 0 ? "t" : "s",
            random.Next(2) == 0 ? "FLIGHT_CANCELED" : "FLIGHT_CANCELLED") with
        {
            ReceivedAt = Make.Start.AddSeconds(random.Next(100)),
        };
        return random.Next(8) switch
        {
            0 => new InboxEntry(delivery, [], DeadReason.Unreadable),
            1 => new InboxEntry(delivery, [], Skipped: true),
            2 => new InboxEntry(delivery, []),
            3 => new InboxEntry(delivery, ["left"]) { ReorderWindow = TimeSpan.FromSeconds(30) },
            4 => new InboxEntry(delivery, ["right"]),
            5 => new InboxEntry(delivery, _handlers) { ReorderWindow = TimeSpan.FromSeconds(random.Next(60)) },
            _ => new InboxEntry(delivery, _handlers),
        };
    }

    private static DeliveryFilter RandomFilter(Random random) => new()
    {
        State = random.Next(3) == 0 ? (DeliveryState)random.Next(5) : null,
        Reason = random.Next(4) == 0 ? (DeadReason)random.Next(1, 6) : null,
        Handler = random.Next(4) == 0 ? _handlers[random.Next(2)] : null,
        Operation = random.Next(6) == 0 ? Contract.Operation.FlightCancelled : null,
        OrganizationId = random.Next(8) == 0 ? "ORG" : null,
        Subject = random.Next(4) == 0 ? $"pnr/{random.Next(4)}" : null,
        Subscription = random.Next(6) == 0 ? "t" : null,
        ReceivedFrom = random.Next(5) == 0 ? Make.Start.AddSeconds(random.Next(100)) : null,
        ReceivedTo = random.Next(5) == 0 ? Make.Start.AddSeconds(random.Next(100)) : null,
    };
}

using System.Collections.Concurrent;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    /// <summary>Ends the engine without giving its leases back, and opens it again. False for engines that keep nothing.</summary>
    protected virtual Task<bool> TryReopenAsync() => Task.FromResult(false);

    /// <summary>Whether that ends all leases, as their holder was the only process that had the store.</summary>
    protected virtual bool ReopeningEndsLeases => true;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_random_walk_agrees_with_the_model(int seed)
    {
        var random = new Random(seed);
        var model = new InboxModel();
        var held = new List<Lease>();
        for (var step = 0; step < 600; step++)
        {
            switch (random.Next(10))
            {
                case < 3:
                    var entries = Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomEntry(random)).ToArray();
                    var expected = entries.Select(entry => model.Append(entry, Time.GetUtcNow())).ToList();
                    Assert.Equal(expected, await AppendAsync(entries));
                    break;
                case < 6:
                    var (handler, count) = (random.Next(2) == 0 ? "left" : "right", random.Next(1, 6));
                    var leases = await LeaseAsync(count, handler);
                    model.Lease(handler, count, Minute, leases, Time.GetUtcNow());
                    held.AddRange(leases);
                    break;
                case < 8 when held.Count > 0:
                    var settlement = RandomSettlement(random, held[random.Next(held.Count)]);
                    if (random.Next(2) == 0)
                    {
                        Assert.Equal(model.Settle(settlement), await SettleAsync(settlement));
                        break;
                    }

                    var outcome = await Inbox.SettleAsync(settlement, Minute, default);
                    model.SettleAndLease(settlement, Minute, outcome, Time.GetUtcNow());
                    if (outcome.Next is not null)
                        held.Add(outcome.Next);
                    break;
                case 8 when held.Count > 0:
                    var lease = held[random.Next(held.Count)];
                    Assert.Equal(model.Renew(lease, Time.GetUtcNow() + Minute), await Inbox.RenewAsync(lease, Minute, default));
                    break;
                default:
                    Time.Advance(TimeSpan.FromSeconds(random.Next(40)));
                    if (random.Next(8) == 0 && await TryReopenAsync() && ReopeningEndsLeases)
                        model.Restart();
                    break;
            }
        }

        Assert.True(await DrainAsync(model) > 0);
        Assert.Equal(0, model.PendingCount);
    }

    [Fact]
    public async Task No_handling_is_ever_leased_twice_at_once()
    {
        const int Deliveries = 300;
        var running = new ConcurrentDictionary<(string Subject, string Handler), string>();
        var done = new ConcurrentDictionary<(string Id, string Handler), int>();
        var stored = Task.WhenAll(Enumerable.Range(0, Deliveries).Select(i => Task.Run(() =>
            AppendAsync(Make.Entry(Make.Delivery($"{i}", $"pnr/{i % 20}", occurred: i), "left", "right")))));

        await Task.WhenAll(Enumerable.Range(0, 12).Select(worker => Task.Run(() => WorkAsync(worker % 2 == 0 ? "left" : "right"))));

        Assert.Equal(2 * Deliveries, done.Count);
        Assert.All(done.Values, times => Assert.Equal(1, times));

        async Task WorkAsync(string handler)
        {
            while (true)
            {
                var leases = await LeaseAsync(3, handler);
                if (leases.Count == 0 && stored.IsCompleted && done.Keys.Count(key => key.Handler == handler) == Deliveries)
                    return;
                foreach (var lease in leases)
                {
                    var key = (lease.Delivery.Subject!, handler);
                    Assert.True(
                        running.TryAdd(key, lease.Delivery.Id), $"{lease.Delivery.Id} runs beside {running.GetValueOrDefault(key)}");
                    await Task.Yield();
                    done.AddOrUpdate((lease.Delivery.Id, handler), 1, (_, times) => times + 1);
                    Assert.True(running.TryRemove(key, out _));
                    await CompleteAsync(lease);
                }
            }
        }
    }

    private async Task<int> DrainAsync(InboxModel model)
    {
        var drained = 0;
        for (var idle = 0; idle < 3;)
        {
            idle++;
            Time.Advance(10 * Minute);
            foreach (var handler in (string[])["left", "right"])
            {
                var leases = await LeaseAsync(1000, handler);
                model.Lease(handler, 1000, Minute, leases, Time.GetUtcNow());
                foreach (var lease in leases)
                {
                    var settlement = Settlement.Completed(lease, default);
                    Assert.Equal((true, true), (model.Settle(settlement), await SettleAsync(settlement)));
                    (drained, idle) = (drained + 1, 0);
                }
            }
        }

        return drained;
    }

    private static InboxEntry RandomEntry(Random random)
    {
        var id = $"{random.Next(400)}";
        var version = random.Next(2) == 0 ? (long?)null : random.Next(10);
        var body = random.Next(10) == 0 ? $"other {random.Next(2)}" : id;
        var subject = random.Next(8) == 0 ? null : $"pnr/{random.Next(6)}";
        string[] handlers = random.Next(4) switch { 0 => [], 1 => ["left"], 2 => ["right"], _ => ["left", "right"] };
        return new InboxEntry(Make.Delivery(id, subject, random.Next(50), version, body), handlers);
    }

    private Settlement RandomSettlement(Random random, Lease lease)
    {
        var due = Time.GetUtcNow() + TimeSpan.FromSeconds(random.Next(100));
        return random.Next(6) switch
        {
            0 => Settlement.Retry(lease, default, "no", due),
            1 => Settlement.Dead(lease, default, "no", DeadReason.Rejected),
            2 => Settlement.Released(lease, due),
            3 => Settlement.Exhausted(lease),
            _ => Settlement.Completed(lease, default),
        };
    }
}

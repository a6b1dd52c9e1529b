using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Tests.Transfer;

/// <summary>Does to an inbox whatever can happen to one, so that every column holds something.</summary>
internal sealed class RandomLife(IInbox inbox, FakeTimeProvider time, Random random)
{
    public static readonly string[] Handlers = ["left", "right"];
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly IInboxOperator _operations = (IInboxOperator)inbox;
    private readonly List<Lease> _held = [];

    public async Task RunAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            time.Advance(TimeSpan.FromMicroseconds(random.Next(1, 1_000_000)));
            await (random.Next(12) switch
            {
                < 4 => inbox.AppendAsync([Entry()], default),
                < 7 => LeaseAsync(),
                < 10 => SettleAsync(),
                10 => RedriveAsync(),
                _ => random.Next(3) == 0 ? LoseLeasesAsync() : DiscardAsync(),
            });
        }

        await _operations.PauseAsync("right", default);
        while (_held.Count > 0)
            await SettleAsync();
    }

    private async Task LeaseAsync() => _held.AddRange(await inbox.LeaseAsync(Handlers[random.Next(2)], random.Next(1, 4), Minute, default));

    private async Task SettleAsync()
    {
        if (_held.Count == 0)
            return;
        var lease = _held[random.Next(_held.Count)];
        _held.Remove(lease);
        var due = time.GetUtcNow() + TimeSpan.FromSeconds(random.Next(100));
        await inbox.SettleAsync(random.Next(6) switch
        {
            0 => Settlement.Retry(lease, TimeSpan.FromMilliseconds(7), "The target answered 500.", due),
            1 => Settlement.Dead(lease, default, "no", DeadReason.Rejected),
            2 => Settlement.Released(lease, due),
            3 => Settlement.Exhausted(lease),
            _ => Settlement.Completed(lease, TimeSpan.FromMilliseconds(random.Next(5000))),
        }, next: null, default);
    }

    private async Task LoseLeasesAsync()
    {
        time.Advance(2 * Minute);
        _held.Clear();
        foreach (var handler in Handlers)
            _held.AddRange(await inbox.LeaseAsync(handler, 1000, Minute, default));
    }

    private async Task RedriveAsync()
    {
        var page = await ((IInboxQuery)inbox).ListAsync(DeliveryFilter.All, IInboxQuery.LargestPage, null, default);
        if (page.Deliveries.Count > 0)
            await _operations.RedriveAsync(
                page.Deliveries[random.Next(page.Deliveries.Count)].Sequence, handler: null, delivery => new InboxEntry(delivery, ["left"]),
                default);
    }

    private async Task DiscardAsync()
    {
        var page = await ((IInboxQuery)inbox).ListAsync(DeliveryFilter.All with { State = DeliveryState.Pending }, 20, null, default);
        if (page.Deliveries.Count > 0)
            await _operations.DiscardAsync(page.Deliveries[random.Next(page.Deliveries.Count)].Sequence, handler: null, default);
    }

    private InboxEntry Entry()
    {
        var id = $"{random.Next(300)}";
        var delivery = Make.Delivery(
            id,
            random.Next(5) == 0 ? null : $"pnr/{random.Next(6)}",
            random.Next(50),
            random.Next(2) == 0 ? null : random.Next(10),
            random.Next(10) == 0 ? $"other {random.Next(2)}" : random.Next(40) == 0 ? "" : id,
            random.Next(5) == 0 ? "other" : "s",
            random.Next(5) == 0 ? null : "FLIGHT_CANCELED") with
        { ReceivedAt = time.GetUtcNow() };
        return random.Next(12) switch
        {
            0 => new InboxEntry(delivery, []),
            1 => new InboxEntry(delivery, [], Skipped: true),
            2 => new InboxEntry(delivery with
            {
                EventType = null,
                Operation = null,
                OrganizationId = null,
                Subject = null,
                Version = null,
                TraceId = null,
                SpanId = null,
            }, [], DeadReason.Unreadable),
            3 => new InboxEntry(delivery, ["left"]) { ReorderWindow = Minute },
            < 7 => new InboxEntry(delivery, [Handlers[random.Next(2)]]),
            _ => new InboxEntry(delivery, Handlers),
        };
    }
}

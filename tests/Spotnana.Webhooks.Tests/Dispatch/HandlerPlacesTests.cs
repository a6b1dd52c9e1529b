using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>Two slots, at most ten leases that wait, leases of a minute. On faked time only.</summary>
public sealed class HandlerPlacesTests : IDisposable
{
    private static readonly int _bytes = TestLease.Of("probe").Delivery.Body.Length;

    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _started = new();
    private readonly ConcurrentQueue<string> _givenBack = new();
    private readonly HandlerGate _gate;
    private readonly HandlerPlaces _places;
    private int _next;

    public HandlerPlacesTests()
    {
        _gate = new HandlerGate(_time);
        _places = new HandlerPlaces(
            "probe", slots: 2, mostAhead: 10, TimeSpan.FromMinutes(1), _gate, lease => _started.Enqueue(lease.Delivery.Id),
            lease => _givenBack.Enqueue(lease.Delivery.Id), _time);
    }

    public void Dispose() => _places.Dispose();

    [Fact]
    public void Nothing_is_handed_over_while_older_deliveries_may_be_due()
    {
        Assert.False(_places.TryReserve(10));

        Assert.Equal(2, _places.ReserveToLease(onlyOne: false));
        _places.TakeLeased(2, [Lease(), Lease()]); // there may be more
        _places.Ended(isUnsettled: false);
        Assert.False(_places.TryReserve(10));

        CatchUp();
        Assert.True(_places.TryReserve(10));
    }

    [Fact]
    public async Task What_is_handed_over_starts_at_once_and_takes_a_slot_until_its_handler_has_ended()
    {
        CatchUp();
        HandOver(2);

        await StartedAsync("1", "2");
        Assert.False(_places.TryReserve(10));
        Assert.False(_places.WaitForRoomAsync(default).IsCompleted);

        var room = _places.WaitForRoomAsync(default);
        _places.Ended(isUnsettled: true);
        await room.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(_places.TryReserve(10));
    }

    [Fact]
    public async Task As_many_may_wait_as_ended_in_the_last_moment()
    {
        CatchUp();
        Assert.Equal(2, HandOverAll());
        await StartedAsync("1", "2");
        for (var i = 0; i < 5; i++)
        {
            _places.Ended(isUnsettled: false);
            HandOver(1);
        }

        Assert.Equal(5, HandOverAll()); // two run
        _time.Advance(Pace.Moment);
        Assert.Equal(0, HandOverAll());
        _time.Advance(Pace.Moment); // nothing has ended for so long: the handler is slow, or stands still
        _places.Ended(isUnsettled: false);
        _places.Ended(isUnsettled: false);
        await StartedAsync([.. Enumerable.Range(1, 9).Select(n => $"{n}")]);
        Assert.Equal(0, HandOverAll());
    }

    [Fact]
    public async Task Those_that_wait_are_few_bytes()
    {
        CatchUp();
        HandOver(2);
        await StartedAsync("1", "2");
        for (var i = 0; i < 2; i++)
        {
            _places.Ended(isUnsettled: false);
            HandOver(1);
        }

        await StartedAsync("1", "2", "3", "4");

        Assert.True(_places.TryReserve(4 << 20));
        Assert.False(_places.TryReserve(1));
        _places.Cancel(4 << 20);
        Assert.True(_places.TryReserve(1));
    }

    [Fact]
    public async Task What_waits_too_long_for_a_slot_is_given_back()
    {
        await RunTwoAsync(waiting: 1);

        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Empty(_givenBack);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["5"], _givenBack);
        _places.Ended(isUnsettled: false);
        Assert.Equal(4, _started.Count);
    }

    [Fact]
    public async Task A_pause_gives_back_what_waits_and_nothing_that_runs()
    {
        await RunTwoAsync(waiting: 2);

        _places.GiveBack();

        Assert.Equal(["5", "6"], _givenBack);
    }

    [Fact]
    public async Task A_closed_gate_lets_nothing_wait_or_be_handed_over()
    {
        CatchUp();
        HandOver(2);
        await StartedAsync("1", "2");
        _places.Ended(isUnsettled: false);
        Assert.True(_places.TryReserve(10));

        _gate.Ended(isProbe: false, isUnavailable: true);

        Assert.False(_places.TryReserve(10));
        _places.Take(Lease()); // it was reserved before
        await Wait.UntilAsync(() => _givenBack.Count == 1);
        Assert.Equal(2, _started.Count);
    }

    [Fact]
    public async Task Too_many_settlements_on_their_way_leave_no_room()
    {
        CatchUp();
        for (var i = 0; i < HandlerPlaces.MostUnsettled; i++)
        {
            HandOver(1);
            await Wait.UntilAsync(() => _started.Count == i + 1);
            _places.Ended(isUnsettled: true);
        }

        Assert.False(_places.TryReserve(10));
        Assert.Equal(0, _places.ReserveToLease(onlyOne: false));
        var room = _places.WaitForRoomAsync(default);
        Assert.False(room.IsCompleted);

        _places.Settled();

        await room.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(_places.TryReserve(10));
    }

    [Fact]
    public async Task Closing_gives_back_what_waits_and_ends_when_all_is_settled()
    {
        await RunTwoAsync(waiting: 1);

        var end = _places.CloseAsync();
        await Wait.UntilAsync(() => _givenBack.SequenceEqual(["5"]));
        Assert.False(_places.TryReserve(10));
        _places.Settled(); // the one that was given back
        _places.Ended(isUnsettled: true);
        _places.Ended(isUnsettled: false);
        Assert.False(end.IsCompleted);
        _places.Settled();

        await end.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Nothing was due.</summary>
    private void CatchUp() => _places.TakeLeased(_places.ReserveToLease(onlyOne: false), []);

    /// <summary>3 and 4 run; from 5 on they wait.</summary>
    private async Task RunTwoAsync(int waiting)
    {
        CatchUp();
        HandOver(2);
        await StartedAsync("1", "2");
        _places.Ended(isUnsettled: false);
        _places.Ended(isUnsettled: false);
        HandOver(2 + waiting);
        await StartedAsync("1", "2", "3", "4");
    }

    private void HandOver(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(_places.TryReserve(_bytes));
            _places.Take(Lease());
        }
    }

    private int HandOverAll()
    {
        var count = 0;
        while (_places.TryReserve(_bytes))
        {
            _places.Take(Lease());
            count++;
        }

        return count;
    }

    /// <summary>The next lease: their ids count from 1.</summary>
    private Lease Lease()
    {
        var lease = TestLease.Of("probe");
        return lease with { Delivery = lease.Delivery with { Id = $"{++_next}" } };
    }

    private Task StartedAsync(params string[] ids) =>
        Wait.UntilAsync(() => _started.SequenceEqual(ids), () => string.Join(", ", _started));
}

using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>The gate that holds a handler's deliveries back while it cannot work.</summary>
public sealed class HandlerGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HandlerGate _gate;

    public HandlerGateTests() => _gate = new HandlerGate(_time);

    [Fact]
    public async Task An_open_gate_lets_everything_through_at_once()
    {
        Assert.False(_gate.Ended(isProbe: false, isUnavailable: false));
        Assert.False(await _gate.PassAsync(Never, default));
    }

    [Fact]
    public async Task Probes_go_after_pauses_that_double_from_1_s_to_30_s()
    {
        Assert.True(_gate.Ended(isProbe: false, isUnavailable: true));
        foreach (var pause in (int[])[1, 2, 4, 8, 16, 30, 30])
        {
            var passing = _gate.PassAsync(Never, default);
            _time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            Assert.False(passing.IsCompleted);
            _time.Advance(TimeSpan.FromTicks(1));
            Assert.True(await passing);
            Assert.False(_gate.Ended(isProbe: true, isUnavailable: true));
        }
    }

    [Fact]
    public async Task Only_a_probe_opens_the_gate_and_attempts_from_before_do_not_lengthen_the_pause()
    {
        _gate.Ended(isProbe: false, isUnavailable: true);
        Assert.False(_gate.Ended(isProbe: false, isUnavailable: true));
        Assert.False(_gate.Ended(isProbe: false, isUnavailable: false));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _gate.PassAsync(Never, default));
        Assert.True(_gate.Ended(isProbe: true, isUnavailable: false));
        Assert.False(await _gate.PassAsync(Never, default));
    }

    [Fact]
    public async Task After_an_opening_the_pauses_begin_anew()
    {
        _gate.Ended(isProbe: false, isUnavailable: true);
        _gate.Ended(isProbe: true, isUnavailable: true);
        _gate.Ended(isProbe: true, isUnavailable: false);

        _gate.Ended(isProbe: false, isUnavailable: true);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await _gate.PassAsync(Never, default));
    }

    [Fact]
    public async Task A_wait_at_the_gate_ends_when_it_is_cancelled()
    {
        _gate.Ended(isProbe: false, isUnavailable: true);
        using var stopping = new CancellationTokenSource();
        var passing = _gate.PassAsync(Never, stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => passing);
    }

    [Fact]
    public async Task An_operator_who_asks_for_it_gets_the_next_probe_at_once_and_the_pauses_begin_anew()
    {
        _gate.Ended(isProbe: false, isUnavailable: true);
        for (var i = 0; i < 6; i++)
            _gate.Ended(isProbe: true, isUnavailable: true);
        var asked = new TaskCompletionSource();
        var passing = _gate.PassAsync(asked.Task.WaitAsync, default);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(passing.IsCompleted);

        asked.SetResult();
        Assert.True(await passing.WaitAsync(Wait.Bound));

        _gate.Ended(isProbe: true, isUnavailable: true);
        passing = _gate.PassAsync(Never, default);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await passing.WaitAsync(Wait.Bound));
    }

    [Fact]
    public async Task An_inbox_that_cannot_tell_of_operators_does_not_shorten_the_pause()
    {
        _gate.Ended(isProbe: false, isUnavailable: true);
        var passing = _gate.PassAsync(_ => Task.FromException(new InvalidOperationException()), default);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(passing.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await passing);
    }

    [Fact]
    public void The_outage_tells_since_when_why_and_when_the_next_try_is()
    {
        Assert.Null(_gate.OutageOf("h"));
        var start = _time.GetUtcNow();
        _gate.Ended(isProbe: false, isUnavailable: true, "refused");
        _time.Advance(TimeSpan.FromSeconds(1));
        _gate.Ended(isProbe: true, isUnavailable: true, "no such name");

        Assert.Equal(new HandlerOutage("h", start, "no such name", start + TimeSpan.FromSeconds(3)), _gate.OutageOf("h"));
        _gate.Ended(isProbe: true, isUnavailable: false);
        Assert.Null(_gate.OutageOf("h"));
    }

    private static Task Never(CancellationToken cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);
}

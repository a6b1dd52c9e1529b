using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Dispatch;

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
        Assert.False(await _gate.PassAsync(default));
    }

    [Fact]
    public async Task Probes_go_after_pauses_that_double_from_1_s_to_30_s()
    {
        Assert.True(_gate.Ended(isProbe: false, isUnavailable: true));
        foreach (var pause in (int[])[1, 2, 4, 8, 16, 30, 30])
        {
            var passing = _gate.PassAsync(default);
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
        Assert.True(await _gate.PassAsync(default));
        Assert.True(_gate.Ended(isProbe: true, isUnavailable: false));
        Assert.False(await _gate.PassAsync(default));
    }

    [Fact]
    public async Task After_an_opening_the_pauses_begin_anew()
    {
        _gate.Ended(isProbe: false, isUnavailable: true);
        _gate.Ended(isProbe: true, isUnavailable: true);
        _gate.Ended(isProbe: true, isUnavailable: false);

        _gate.Ended(isProbe: false, isUnavailable: true);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await _gate.PassAsync(default));
    }

    [Fact]
    public async Task A_wait_at_the_gate_ends_when_it_is_cancelled()
    {
        _gate.Ended(isProbe: false, isUnavailable: true);
        using var stopping = new CancellationTokenSource();
        var passing = _gate.PassAsync(stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => passing);
    }
}

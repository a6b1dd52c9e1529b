using Microsoft.Extensions.Time.Testing;

namespace Spotnana.Webhooks.Tests.Support;

/// <summary>Tells how often and for how long somebody rests, and has a clock that can be set without time passing.</summary>
internal sealed class RestingTime : FakeTimeProvider
{
    private TimeSpan _jumped;
    private int _rests;

    public int Rests => Volatile.Read(ref _rests);

    public TimeSpan Rest { get; private set; }

    public void Jump(TimeSpan by) => _jumped += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _jumped;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Rest = dueTime;
        Interlocked.Increment(ref _rests);
        return timer;
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Spotnana.Webhooks.Tests.Support;

/// <summary>Tells how often and for how long somebody rests, and has a clock that can be set without time passing.</summary>
internal sealed class RestingTime : FakeTimeProvider
{
    private readonly ConcurrentDictionary<TimeSpan, int> _restsOf = new();
    private TimeSpan _jumped;
    private int _rests;

    public int Rests => Volatile.Read(ref _rests);

    /// <summary>How often somebody has begun to rest for so long.</summary>
    public int RestsOf(TimeSpan rest) => _restsOf.GetValueOrDefault(rest);

    public TimeSpan Rest { get; private set; }

    public void Jump(TimeSpan by) => _jumped += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _jumped;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Rest = dueTime;
        _restsOf.AddOrUpdate(dueTime, 1, (_, rests) => rests + 1);
        Interlocked.Increment(ref _rests);
        return timer;
    }
}

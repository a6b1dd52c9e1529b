namespace Spotnana.Webhooks.Dispatch;

/// <summary>How many attempts ended in the last moment. Used under the lock of <see cref="HandlerPlaces"/>.</summary>
internal sealed class Pace(TimeProvider time)
{
    /// <summary>How long a moment is: about the time of a few commits.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private long _momentBegan = time.GetTimestamp();
    private int _ended;
    private int _endedBefore;

    /// <summary>The number in the last whole moment, or in this one if that is more already.</summary>
    public int Ended
    {
        get
        {
            GoOn();
            return Math.Max(_ended, _endedBefore);
        }
    }

    /// <summary>Counts an attempt that ended.</summary>
    public void Note()
    {
        GoOn();
        _ended++;
    }

    private void GoOn()
    {
        var passed = time.GetElapsedTime(_momentBegan);
        if (passed < Moment)
            return;
        _endedBefore = passed < 2 * Moment ? _ended : 0;
        _ended = 0;
        _momentBegan = time.GetTimestamp();
    }
}

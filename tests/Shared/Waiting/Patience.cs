using System.Diagnostics;

namespace Spotnana.Webhooks.Waiting;

/// <summary>
/// The pauses of one wait: short at first, for what is there at once, then longer, to leave the machine to what is waited for.
/// </summary>
internal sealed class Patience(TimeSpan? bound)
{
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(50);

    private readonly TimeSpan _bound = bound ?? Wait.Bound;
    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan _pause = TimeSpan.FromMilliseconds(1);

    public bool IsSpent => Stopwatch.GetElapsedTime(_started) >= _bound;

    /// <summary>Rests for a moment.</summary>
    /// <exception cref="TimeoutException">The limit is reached; <paramref name="describe"/> says what was waited for.</exception>
    public Task PauseAsync(Func<string> describe)
    {
        if (IsSpent)
            throw new TimeoutException($"Not within {_bound.TotalSeconds} s: {describe()}");
        var pause = _pause;
        _pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        return Task.Delay(pause, TimeProvider.System);
    }
}

namespace Spotnana.Webhooks.Telemetry;

/// <summary>Lets one log line a second pass and counts the others: a flood of bad requests must not become a flood of lines.</summary>
public sealed class LineLimit
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _pause;
    private long? _lastLine;
    private int _unlogged;

    /// <summary>One line a second.</summary>
    /// <param name="time">Measures the second.</param>
    public LineLimit(TimeProvider time)
        : this(time, TimeSpan.FromSeconds(1))
    {
    }

    internal LineLimit(TimeProvider time, TimeSpan pause) => (_time, _pause) = (time, pause);

    /// <summary>Whether a line may be written now: at most once a second, for all callers together.</summary>
    /// <param name="unlogged">How many lines were held back since the last one; 0 where this one is held back too.</param>
    public bool Passes(out int unlogged)
    {
        lock (_lock)
        {
            if (_lastLine is { } last && _time.GetElapsedTime(last) < _pause)
            {
                _unlogged++;
                unlogged = 0;
                return false;
            }

            _lastLine = _time.GetTimestamp();
            unlogged = TakeUnlogged();
            return true;
        }
    }

    /// <summary>How many lines were held back since the last one. From now on they count as told.</summary>
    internal int TakeUnlogged()
    {
        lock (_lock)
        {
            var unlogged = _unlogged;
            _unlogged = 0;
            return unlogged;
        }
    }
}

namespace Spotnana.Webhooks.Telemetry;

/// <summary>Lets one log line a second pass and counts the others: a flood of bad requests must not become a flood of lines.</summary>
/// <param name="time">Measures the second.</param>
public sealed class LineLimit(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _lastLine;
    private int _unlogged;

    /// <summary>Whether a line may be written now: at most once a second, for all callers together.</summary>
    /// <param name="unlogged">How many lines were held back since the last one; 0 where this one is held back too.</param>
    public bool Passes(out int unlogged)
    {
        lock (_lock)
        {
            if (_lastLine is { } last && time.GetElapsedTime(last) < Pause)
            {
                _unlogged++;
                unlogged = 0;
                return false;
            }

            _lastLine = time.GetTimestamp();
            (unlogged, _unlogged) = (_unlogged, 0);
            return true;
        }
    }
}

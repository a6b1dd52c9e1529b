namespace Spotnana.Webhooks.Telemetry;

/// <summary>
/// Keeps a failure that repeats from filling the log: it may be said once, then every minute with how often it came, and that it is over
/// once none of those that failed fails any more. Whoever fails and works in turns gets two lines a minute.
/// </summary>
/// <param name="time">Measures the minute.</param>
public sealed class FailureLines(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LineLimit _lines = new(time, TimeSpan.FromMinutes(1));
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);
    private bool _isSaid;
    private volatile bool _isFailing;

    /// <summary>Whether anybody failed and has not worked since.</summary>
    public bool IsFailing => _isFailing;

    /// <summary>Counts a failure.</summary>
    /// <param name="source">Who failed, case-sensitive; empty where there is only one.</param>
    /// <param name="unlogged">How many failures left no line since the last one that did; 0 where this one leaves none.</param>
    /// <returns>Whether it may be logged.</returns>
    public bool Fails(string source, out int unlogged)
    {
        lock (_lock)
        {
            _failing.Add(source);
            _isFailing = true;
            if (!_lines.Passes(out unlogged))
                return false;
            _isSaid = true;
            return true;
        }
    }

    /// <summary>Notes that somebody works. It costs nothing while nobody fails.</summary>
    /// <param name="source">Who works.</param>
    /// <param name="unlogged">How many failures left no line since the last one that did.</param>
    /// <returns>Whether it may be logged that all is well again.</returns>
    public bool Works(string source, out int unlogged)
    {
        unlogged = 0;
        if (!_isFailing)
            return false;

        lock (_lock)
        {
            if (!_failing.Remove(source) || _failing.Count > 0)
                return false;
            _isFailing = false;
            if (!_isSaid)
                return false;
            _isSaid = false;
            unlogged = _lines.TakeUnlogged();
            return true;
        }
    }
}

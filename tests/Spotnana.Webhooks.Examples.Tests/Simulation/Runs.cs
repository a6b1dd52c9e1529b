using Spotnana.Webhooks.Dispatch;

namespace Spotnana.Webhooks.Examples.Tests.Simulation;

/// <summary>Counts what the handlers did.</summary>
internal sealed class Runs
{
    private int _done;
    private int _stale;
    private int _repeated;
    private int _other;

    public int Done => Volatile.Read(ref _done);

    public int Stale => Volatile.Read(ref _stale);

    public int Repeated => Volatile.Read(ref _repeated);

    /// <summary>Those that did not end well.</summary>
    public int Other => Volatile.Read(ref _other);

    public void Add(bool isStale, int attempt, HandlerResult result)
    {
        if (isStale)
            Interlocked.Increment(ref _stale);
        if (attempt > 1)
            Interlocked.Increment(ref _repeated);
        if (result.Verdict != HandlerVerdict.Done)
            Interlocked.Increment(ref _other);
        Interlocked.Increment(ref _done);
    }
}

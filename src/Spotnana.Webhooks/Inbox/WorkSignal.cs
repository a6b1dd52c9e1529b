using System.Collections.Concurrent;

namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Wakes callers that wait for a handler's work when its lanes change. For engines: <see cref="IInbox.WaitForWorkAsync"/> calls
/// <see cref="WaitAsync"/>, and after every commit that makes a lane due earlier the engine calls <see cref="Raise"/>.
/// </summary>
/// <param name="time">The clock that due times are compared with.</param>
public sealed class WorkSignal(TimeProvider time)
{
    // A timer runs on monotonic time, due times are wall-clock times: look again now and then in case the clock was set. And a lease that
    // was handed over wakes nobody, but is due again when it runs out.
    private static readonly TimeSpan LongestNap = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Returns as soon as the earliest due time is reached. That time is read again after each change.</summary>
    /// <param name="handler">The name of the handler whose lanes are waited for.</param>
    /// <param name="earliestDue">Reads when the handler's first lane is due; null when none waits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(
        string handler, Func<CancellationToken, Task<DateTimeOffset?>> earliestDue, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Changed(handler); // taken before asking, so that no change in between is missed
            var due = await earliestDue(cancellationToken).ConfigureAwait(false);
            var now = time.GetUtcNow();
            if (due <= now)
                return;

            await NapAsync(changed, due - now ?? LongestNap, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns at the next <see cref="Raise"/> for the handler, or at <see cref="RaiseAll"/>.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForRaiseAsync(string handler, CancellationToken cancellationToken) => Changed(handler).WaitAsync(cancellationToken);

    /// <summary>Wakes the callers that wait for a handler, since one of its lanes may be due earlier than before.</summary>
    public void Raise(string handler)
    {
        if (_waiting.TryRemove(handler, out var waiting))
            waiting.TrySetResult();
    }

    /// <summary>Wakes all waiting callers, for example because the engine shuts down.</summary>
    public void RaiseAll()
    {
        foreach (var handler in _waiting.Keys)
            Raise(handler);
    }

    private Task Changed(string handler) =>
        _waiting.GetOrAdd(handler, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private async Task NapAsync(Task changed, TimeSpan left, CancellationToken cancellationToken)
    {
        // Timers count whole milliseconds and drop the rest: round up, or the last millisecond is spent spinning.
        var nap = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(left.TotalMilliseconds, LongestNap.TotalMilliseconds)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changed, Task.Delay(nap, time, stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }
}

using System.Collections.Concurrent;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>
/// Leases whose commit got no answer, though it may have reached the database. Nobody works on those that may have been given: they are
/// given back, attempt and all, as soon as the database answers again, rather than when they run out. Those that may have been ended are
/// looked up when whoever holds them tries again.
/// </summary>
/// <param name="giveBack">Gives leases back as far as they are held, which they are not where the commit did not arrive.</param>
/// <param name="time">The clock of this process.</param>
internal sealed class DoubtfulLeases(Func<IReadOnlyList<DoubtfulLease>, Task> giveBack, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly ConcurrentDictionary<(long Lane, long Token), byte> _ended = new();
    private readonly CancellationTokenSource _ending = new(); // without a timer: nothing to dispose of

    /// <summary>Gives back leases that may have been given.</summary>
    /// <param name="leases">The leases, if any.</param>
    /// <param name="duration">How long they last: after that there is nothing to give back.</param>
    public void Add(IReadOnlyList<DoubtfulLease> leases, TimeSpan duration)
    {
        if (leases.Count == 0 || _ending.IsCancellationRequested)
            return;
        var run = GiveBackAsync(leases, duration);
        _running[run] = 0;
        _ = run.ContinueWith(
            ended => _running.TryRemove(ended, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Gives back leases that may have been given.</summary>
    public void Add(IEnumerable<Lease> leases, TimeSpan duration) => Add([.. leases.Select(DoubtfulLease.Of)], duration);

    /// <summary>Takes note of a lease that may have been ended.</summary>
    public void Add(Lease lease) => _ended[(lease.Lane, lease.Token)] = 0;

    /// <summary>Forgets such a lease. True where it was in doubt.</summary>
    public bool Remove(Lease lease) => _ended.TryRemove((lease.Lane, lease.Token), out _);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Keys).ConfigureAwait(false);
    }

    private async Task GiveBackAsync(IReadOnlyList<DoubtfulLease> leases, TimeSpan duration)
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < duration && !_ending.IsCancellationRequested)
        {
            try
            {
                await giveBack(leases).ConfigureAwait(false);
                return;
            }
            catch (InboxUnavailableException)
            {
                await Task.Delay(Pause, time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

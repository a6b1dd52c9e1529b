using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Leases what is due for one handler, up to its free slots, runs it and settles it, until told to stop.</summary>
/// <remarks>
/// Who cancels what, and when. Calls that change the inbox are never cancelled: what they did must be known here.
/// <code>
/// token         cancelled by                                          ends
/// stopping      the host, at shutdown                                 leasing, and going on with a lane; what runs may finish
/// drainEnded    this loop, at most ShutdownTimeout after that         every handler that still runs, and trying again to settle
/// leaseEnded    LeaseKeeper, when the lease is lost; by drainEnded    the handler that runs under the lease
/// attemptEnded  AttemptRunner, after HandlerTimeout; by leaseEnded    the attempt
/// handlerEnded  LeaseKeeper, when the handler has ended               the renewal of its lease
/// </code>
/// </remarks>
internal sealed class HandlerLoop(
    HandlerRegistration handler, IInbox inbox, AttemptRunner attempts, HandlingReport report, RetrySchedule schedule,
    HandlerOutages outages, DispatchOptions options, InboxTrouble trouble, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>How long to wait before an inbox that could not answer is asked again.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private const string Leasing = "to lease";

    private readonly SemaphoreSlim _slots = new(handler.Concurrency ?? options.Concurrency);
    private readonly HandlerGate _gate = new(time);
    private readonly SameFailures _sameFailures = new();
    private readonly SettlementRule _rule = new(options);
    private readonly SettlementWriter _settlements = new(handler, inbox, report, trouble, time, logger);
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    public async Task RunAsync(CancellationToken stopping)
    {
        using var drainEnded = new CancellationTokenSource();
        outages.Watch(handler.Name);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var leases = await LeaseAndStartAsync(drainEnded.Token, stopping).ConfigureAwait(false);
                trouble.Worked(handler.Name, Leasing);
                if (leases == 0)
                    await inbox.WaitForWorkAsync(handler.Name, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (InboxBrokenException)
            {
                // The intake's writer finds this out too, by its probe every second at the latest. It logs it and ends the process.
                break;
            }
            catch (Exception failure)
            {
                trouble.Failed(handler.Name, Leasing, failure);
                await Task.Delay(FailurePause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // The drain: what runs may finish.
        var running = Task.WhenAll(_running.Keys);
        await Task.WhenAny(running, Task.Delay(options.ShutdownTimeout, time, CancellationToken.None)).ConfigureAwait(false);
        await drainEnded.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    public void Dispose() => _slots.Dispose();

    private async Task<int> LeaseAndStartAsync(CancellationToken drainEnded, CancellationToken stopping)
    {
        await _slots.WaitAsync(stopping).ConfigureAwait(false);
        var free = 1;
        bool isProbe;
        IReadOnlyList<Lease> leases = [];
        try
        {
            isProbe = await _gate.PassAsync(tried => inbox.WaitForTryAsync(handler.Name, tried), stopping).ConfigureAwait(false);
            while (!isProbe && _slots.Wait(0, CancellationToken.None))
                free++;

            // Not cancellable: a lease that was given must be known here.
            leases = await inbox.LeaseAsync(handler.Name, free, options.LeaseDuration, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            if (free > leases.Count)
                _slots.Release(free - leases.Count);
        }

        foreach (var lease in leases)
        {
            var run = HandleLaneAsync(lease, isProbe, drainEnded, stopping);
            _running[run] = 0;
            _ = run.ContinueWith(
                ended => _running.TryRemove(ended, out _), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (isProbe)
                await run.WaitAsync(stopping).ConfigureAwait(false);
        }

        return leases.Count;
    }

    /// <summary>Handles what was leased and, while nobody else waits for the slot, what follows it in its lane.</summary>
    private async Task HandleLaneAsync(Lease lease, bool isProbe, CancellationToken drainEnded, CancellationToken stopping)
    {
        try
        {
            for (var head = lease; head is not null;)
            {
                var settlement = _rule.BeforeRun(head, isProbe, time.GetUtcNow())
                    ?? await AttemptAsync(head, isProbe, drainEnded).ConfigureAwait(false);
                if (settlement is null)
                    return;

                var goesOn = settlement.Kind != SettlementKind.Pending
                    && !isProbe && _gate.IsOpen && _slots.CurrentCount > 0 && !stopping.IsCancellationRequested;
                head = await _settlements.SettleAsync(settlement, goesOn ? options.LeaseDuration : null, drainEnded).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            // Nothing is known to throw here. Should it, nobody else would tell: the lease runs out, and the delivery is handled again.
            HandlerLog.LaneFailed(logger, handler.Name, lease.Delivery.Id, failure);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Runs the handler once. Null when the lease was lost meanwhile: whoever holds it now settles it.</summary>
    private async Task<Settlement?> AttemptAsync(Lease lease, bool isProbe, CancellationToken drainEnded)
    {
        using var keeper = new LeaseKeeper(inbox, lease, options.LeaseDuration, time, logger, drainEnded);
        var timeout = handler.Timeout ?? options.HandlerTimeout;
        var attempt = await attempts.RunAsync(handler, lease, timeout, keeper.LeaseEnded).ConfigureAwait(false);
        var isLost = await keeper.EndAsync().ConfigureAwait(false);

        // An attempt that was cut short says nothing about whether the handler can work.
        if (!keeper.LeaseEnded.IsCancellationRequested)
            await TellGateAsync(attempt, isProbe, timeout).ConfigureAwait(false);

        if (attempt.Result.Verdict == HandlerVerdict.Done)
            _sameFailures.Completed(lease);
        var settlement = _rule.AfterRun(
            attempt, lease, isLost, drainEnded.IsCancellationRequested, schedule.DelayAfter(lease.Attempt), time.GetUtcNow(),
            _sameFailures.After(lease, attempt.Failure));
        if (settlement is null)
            report.LeaseLost(lease, attempt.Duration);
        return settlement;
    }

    private async Task TellGateAsync(Attempt attempt, bool isProbe, TimeSpan timeout)
    {
        var isChanged = _gate.Ended(isProbe, attempt.IsUnavailable, attempt.Error);
        if (attempt.IsUnavailable)
        {
            if (isChanged)
                HandlerLog.Closed(logger, handler.Name, attempt.Error);
            if ((isChanged || isProbe) && _gate.OutageOf(handler.Name) is { } outage)
                await outages.NoteAsync(outage, timeout).ConfigureAwait(false);
        }
        else if (isChanged)
        {
            HandlerLog.Opened(logger, handler.Name);
            await outages.EndAsync(handler.Name).ConfigureAwait(false);
        }
    }
}

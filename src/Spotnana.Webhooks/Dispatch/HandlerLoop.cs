using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Leases what is due for one handler, up to its free slots, runs it and settles it, until told to stop.</summary>
internal sealed partial class HandlerLoop(
    HandlerRegistration handler, IInbox inbox, AttemptRunner attempts, RetrySchedule schedule, DispatchOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _slots = new(handler.Concurrency ?? options.Concurrency);
    private readonly HandlerGate _gate = new(time);
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = new CancellationTokenSource();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await LeaseAndStartAsync(ending.Token, stopping).ConfigureAwait(false) == 0)
                    await inbox.WaitForWorkAsync(handler.Name, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (InboxBrokenException)
            {
                // The writer, or the probe that it makes every second, says so and ends the process.
                break;
            }
            catch (Exception failure)
            {
                Log.Failing(logger, handler.Name, failure);
                await Task.Delay(FailurePause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await DrainAsync(ending).ConfigureAwait(false);
    }

    public void Dispose() => _slots.Dispose();

    private async Task<int> LeaseAndStartAsync(CancellationToken ending, CancellationToken stopping)
    {
        await _slots.WaitAsync(stopping).ConfigureAwait(false);
        var free = 1;
        bool isProbe;
        IReadOnlyList<Lease> leases = [];
        try
        {
            isProbe = await _gate.PassAsync(stopping).ConfigureAwait(false);
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
            var run = HandleLaneAsync(lease, isProbe, ending, stopping);
            _running[run] = 0;
            _ = run.ContinueWith(ended => _running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (isProbe)
                await run.WaitAsync(stopping).ConfigureAwait(false);
        }

        return leases.Count;
    }

    /// <summary>Handles what was leased and, while nobody else waits for the slot, what follows it in its lane.</summary>
    private async Task HandleLaneAsync(Lease lease, bool isProbe, CancellationToken ending, CancellationToken stopping)
    {
        try
        {
            for (var head = lease; head is not null;)
            {
                // While nothing can be reached, what has waited too long ends without being the probe.
                var settlement = head.Attempt > options.MaxAttempts || head.LostAttempts >= options.MaxLostAttempts || (isProbe && IsTimeSpent(head, time.GetUtcNow()))
                    ? Settlement.Exhausted(head)
                    : await AttemptAsync(head, isProbe, ending).ConfigureAwait(false);
                if (settlement is null)
                    return;

                var goesOn = settlement.Kind != SettlementKind.Pending && !isProbe && _gate.IsOpen && _slots.CurrentCount > 0 && !stopping.IsCancellationRequested;
                head = await SettleAsync(settlement, goesOn ? options.LeaseDuration : null, ending).ConfigureAwait(false);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Null when the lease was lost meanwhile: whoever holds it now settles it.</summary>
    private async Task<Settlement?> AttemptAsync(Lease lease, bool isProbe, CancellationToken ending)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(ending);
        using var settled = new CancellationTokenSource();
        var renewing = RenewAsync(lease, held, settled.Token);
        var attempt = await attempts.RunAsync(handler, lease, handler.Timeout ?? options.HandlerTimeout, held.Token).ConfigureAwait(false);
        await settled.CancelAsync().ConfigureAwait(false);
        var lost = await renewing.ConfigureAwait(false);

        var isUnavailable = attempt.Result.Verdict == HandlerVerdict.Unavailable;
        if (!held.IsCancellationRequested && _gate.Ended(isProbe, isUnavailable))
            TellGate(isUnavailable, attempt.Error);

        if (attempt.Result is { Verdict: HandlerVerdict.Done })
            return Settlement.Completed(lease, attempt.Duration);
        if (lost)
        {
            attempts.CountLost(handler.Name, attempt.Duration);
            return null;
        }

        if (attempt.Result is { Verdict: HandlerVerdict.Reject })
            return Settlement.Dead(lease, attempt.Duration, attempt.Error, DeadReason.Rejected);
        if (ending.IsCancellationRequested)
            return Settlement.Released(lease, time.GetUtcNow());

        var now = time.GetUtcNow();
        if (isUnavailable && !IsTimeSpent(lease, now))
            return Settlement.Released(lease, now);

        var dueAt = isUnavailable ? now : now + (attempt.Result.After ?? schedule.DelayAfter(lease.Attempt));
        return lease.Attempt >= options.MaxAttempts || IsTimeSpent(lease, dueAt)
            ? Settlement.Dead(lease, attempt.Duration, attempt.Error, DeadReason.Exhausted)
            : Settlement.Retry(lease, attempt.Duration, attempt.Error, dueAt);
    }

    private bool IsTimeSpent(Lease lease, DateTimeOffset at) => at > lease.WaitingSince + options.RetryFor;

    private void TellGate(bool isClosed, string error)
    {
        if (isClosed)
            Log.Closed(logger, handler.Name, error);
        else
            Log.Opened(logger, handler.Name);
    }

    /// <summary>Keeps the lease while the handler runs. Returns true, and cancels the handler, when it is lost.</summary>
    private async Task<bool> RenewAsync(Lease lease, CancellationTokenSource held, CancellationToken settled)
    {
        while (true)
        {
            await Task.Delay(options.LeaseDuration / 3, time, settled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (settled.IsCancellationRequested)
                return false;
            try
            {
                if (await inbox.RenewAsync(lease, options.LeaseDuration, CancellationToken.None).ConfigureAwait(false))
                    continue;
            }
            catch (InboxUnavailableException)
            {
                // Whether the lease is still held shows at the next renewal, or at settling.
                continue;
            }

            Log.LeaseLost(logger, handler.Name, lease.Delivery.Id);
            await held.CancelAsync().ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Returns the lane's next head where it was asked for and is due.</summary>
    private async Task<Lease?> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken ending)
    {
        while (true)
        {
            try
            {
                var outcome = await inbox.SettleAsync(settlement, next, CancellationToken.None).ConfigureAwait(false);
                attempts.Report(settlement, outcome.WasHeld);
                return outcome.Next;
            }
            catch (InboxUnavailableException failure) when (!ending.IsCancellationRequested)
            {
                Log.Failing(logger, handler.Name, failure);
                await Task.Delay(FailurePause, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception failure)
            {
                // The lease runs out, and the delivery is handled again.
                Log.NotSettled(logger, handler.Name, settlement.Lease.Delivery.Id, failure);
                return null;
            }
        }
    }

    private async Task DrainAsync(CancellationTokenSource ending)
    {
        var running = Task.WhenAll(_running.Keys);
        await Task.WhenAny(running, Task.Delay(options.ShutdownTimeout, time, CancellationToken.None)).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Handler {Handler} cannot reach the inbox; it tries again in a second.")]
        public static partial void Failing(ILogger logger, string handler, Exception failure);

        [LoggerMessage(2, LogLevel.Warning, "Handler {Handler} lost its lease of {DeliveryId}: the attempt is cancelled, another one takes over.")]
        public static partial void LeaseLost(ILogger logger, string handler, string deliveryId);

        [LoggerMessage(3, LogLevel.Error, "Handler {Handler} handled {DeliveryId}, but the inbox did not take the outcome: it will be handled again.")]
        public static partial void NotSettled(ILogger logger, string handler, string deliveryId, Exception failure);

        [LoggerMessage(4, LogLevel.Warning, "Handler {Handler} cannot work: {Error} Its deliveries wait and spend no attempts; one at a time is tried, until it can again.")]
        public static partial void Closed(ILogger logger, string handler, string error);

        [LoggerMessage(5, LogLevel.Information, "Handler {Handler} can work again: what waited for it goes on.")]
        public static partial void Opened(ILogger logger, string handler);
    }
}

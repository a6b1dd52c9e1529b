using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// Renews one lease three times in its duration while a handler runs under it, and cancels the handler when the lease is lost.
/// </summary>
internal sealed class LeaseKeeper : IDisposable
{
    private readonly CancellationTokenSource _leaseEnded;
    private readonly CancellationTokenSource _handlerEnded = new();
    private readonly Task<bool> _renewing;

    /// <summary>Begins to keep a lease that was just given.</summary>
    /// <param name="inbox">The inbox that gave it.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="duration">How long it lasts from each renewal on.</param>
    /// <param name="time">The clock of the pauses between renewals.</param>
    /// <param name="logger">Gets a line when the lease is lost.</param>
    /// <param name="drainEnded">Cancels the handler too. The lease is renewed until the handler has ended nevertheless.</param>
    public LeaseKeeper(IInbox inbox, Lease lease, TimeSpan duration, TimeProvider time, ILogger logger, CancellationToken drainEnded)
    {
        _leaseEnded = CancellationTokenSource.CreateLinkedTokenSource(drainEnded);
        _renewing = RenewAsync(inbox, lease, duration, time, logger);
    }

    /// <summary>The handler's token: cancelled when the lease is lost, and when the drain has ended.</summary>
    public CancellationToken LeaseEnded => _leaseEnded.Token;

    /// <summary>Stops renewing, as the handler has ended.</summary>
    /// <returns>Whether the lease was lost meanwhile.</returns>
    public async Task<bool> EndAsync()
    {
        await _handlerEnded.CancelAsync().ConfigureAwait(false);
        return await _renewing.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _leaseEnded.Dispose();
        _handlerEnded.Dispose();
    }

    /// <summary>Returns true when the lease is lost, false when the handler has ended before.</summary>
    private async Task<bool> RenewAsync(IInbox inbox, Lease lease, TimeSpan duration, TimeProvider time, ILogger logger)
    {
        var handlerEnded = _handlerEnded.Token;
        while (true)
        {
            await Task.Delay(duration / 3, time, handlerEnded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (handlerEnded.IsCancellationRequested)
                return false;
            Exception? broken = null;
            try
            {
                if (await inbox.RenewAsync(lease, duration, CancellationToken.None).ConfigureAwait(false))
                    continue;
            }
            catch (InboxUnavailableException)
            {
                // Whether the lease is still held shows at the next renewal, or at settling.
                continue;
            }
            catch (Exception failure)
            {
                // Whether the lease is held can no longer be known, and nothing can be settled.
                broken = failure;
            }

            HandlerLog.LeaseLost(logger, lease.Handler, lease.Delivery.Id, broken);
            await _leaseEnded.CancelAsync().ConfigureAwait(false);
            return true;
        }
    }
}

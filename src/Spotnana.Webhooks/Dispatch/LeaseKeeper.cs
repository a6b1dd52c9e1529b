using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// Renews one lease three times in its duration while a handler runs under it, and cancels the handler when the lease is lost.
/// </summary>
internal sealed class LeaseKeeper : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IInbox _inbox;
    private readonly Lease _lease;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _leaseEnded;
    private ITimer _rest;
    private Task _renewing = Task.CompletedTask;
    private bool _hasHandlerEnded;
    private bool _isLost;

    /// <summary>Begins to keep a lease.</summary>
    /// <param name="inbox">The inbox that gave it.</param>
    /// <param name="lease">The lease. At least two thirds of its time are left.</param>
    /// <param name="duration">How long it lasts from each renewal on.</param>
    /// <param name="time">The clock of the pauses between renewals.</param>
    /// <param name="logger">Gets a line when the lease is lost.</param>
    /// <param name="drainEnded">Cancels the handler too. The lease is renewed until the handler has ended nevertheless.</param>
    public LeaseKeeper(IInbox inbox, Lease lease, TimeSpan duration, TimeProvider time, ILogger logger, CancellationToken drainEnded)
    {
        (_inbox, _lease, _duration, _time, _logger) = (inbox, lease, duration, time, logger);
        _leaseEnded = CancellationTokenSource.CreateLinkedTokenSource(drainEnded);
        _rest = Rest();
    }

    /// <summary>The handler's token: cancelled when the lease is lost, and when the drain has ended.</summary>
    public CancellationToken LeaseEnded => _leaseEnded.Token;

    /// <summary>Stops renewing, as the handler has ended.</summary>
    /// <returns>Whether the lease was lost meanwhile.</returns>
    public async ValueTask<bool> EndAsync()
    {
        lock (_lock)
            _hasHandlerEnded = true;
        await _renewing.ConfigureAwait(false);
        return _isLost;
    }

    public void Dispose()
    {
        _rest.Dispose();
        _leaseEnded.Dispose();
    }

    private ITimer Rest() =>
        _time.CreateTimer(static keeper => ((LeaseKeeper)keeper!).Renew(), this, _duration / 3, Timeout.InfiniteTimeSpan);

    private void Renew()
    {
        lock (_lock)
        {
            if (!_hasHandlerEnded)
                _renewing = RenewAsync();
        }
    }

    private async Task RenewAsync()
    {
        Exception? broken = null;
        try
        {
            if (await _inbox.RenewAsync(_lease, _duration, CancellationToken.None).ConfigureAwait(false))
            {
                RestAgain();
                return;
            }
        }
        catch (InboxUnavailableException)
        {
            // Whether the lease is still held shows at the next renewal, or at settling.
            RestAgain();
            return;
        }
        catch (Exception failure)
        {
            // Whether the lease is held can no longer be known, and nothing can be settled.
            broken = failure;
        }

        _isLost = true;
        HandlerLog.LeaseLost(_logger, _lease.Handler, _lease.Delivery.Id, broken);
        await _leaseEnded.CancelAsync().ConfigureAwait(false);
    }

    private void RestAgain()
    {
        lock (_lock)
        {
            _rest.Dispose();
            if (!_hasHandlerEnded)
                _rest = Rest();
        }
    }
}

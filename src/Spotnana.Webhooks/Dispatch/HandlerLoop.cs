using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Leases what is due for one handler, as far as it has room, runs it and has it settled, until told to stop.</summary>
/// <remarks>
/// Who cancels what, and when. Calls that change the inbox are never cancelled: what they did must be known here.
/// <code>
/// token         cancelled by                                          ends
/// stopping      the host, at shutdown                                 leasing, and going on with a lane; what runs may finish
/// drainEnded    the dispatcher, at most ShutdownTimeout after that    every handler that still runs, and trying again to settle
/// leaseEnded    LeaseKeeper, when the lease is lost; by drainEnded    the handler that runs under the lease
/// attemptEnded  AttemptRunner, after HandlerTimeout; by leaseEnded    the attempt
/// </code>
/// </remarks>
internal sealed class HandlerLoop : IDisposable
{
    /// <summary>How long to wait before an inbox that could not answer is asked again.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private const string Leasing = "to lease";

    private readonly HandlerRegistration _handler;
    private readonly IInbox _inbox;
    private readonly IInboxHandOver? _handOver;
    private readonly AttemptRunner _attempts;
    private readonly HandlingReport _report;
    private readonly SettlementWriter _settlements;
    private readonly RetrySchedule _schedule;
    private readonly HandlerOutages _outages;
    private readonly DispatchOptions _options;
    private readonly InboxTrouble _trouble;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HandlerGate _gate;
    private readonly SameFailures _sameFailures = new();
    private readonly SettlementRule _rule;
    private readonly HandlerPlaces _places;
    private readonly CancellationToken _stopping;
    private readonly CancellationToken _drainEnded;

    public HandlerLoop(
        HandlerRegistration handler, IInbox inbox, AttemptRunner attempts, HandlingReport report, SettlementWriter settlements,
        RetrySchedule schedule, HandlerOutages outages, DispatchOptions options, InboxTrouble trouble, TimeProvider time, ILogger logger,
        CancellationToken stopping, CancellationToken drainEnded)
    {
        (_handler, _inbox, _handOver, _attempts, _report) = (handler, inbox, inbox as IInboxHandOver, attempts, report);
        (_settlements, _schedule, _outages, _options, _trouble) = (settlements, schedule, outages, options, trouble);
        (_time, _logger, _stopping, _drainEnded) = (time, logger, stopping, drainEnded);
        (_gate, _rule) = (new HandlerGate(time), new SettlementRule(options));
        _places = new HandlerPlaces(
            handler.Name, handler.Concurrency ?? options.Concurrency, _handOver?.LeasesAhead ?? 0, options.LeaseDuration, _gate,
            lease => _ = HandleAsync(lease, isProbe: false), GiveBack, time);
    }

    public async Task RunAsync()
    {
        _outages.Watch(_handler.Name);
        using (_handOver?.HandOverTo(_places))
            await LeaseUntilStoppedAsync().ConfigureAwait(false);

        // The drain: what runs may finish.
        await _places.CloseAsync().ConfigureAwait(false);
    }

    public void Dispose() => _places.Dispose();

    private async Task LeaseUntilStoppedAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var isMore = await LeaseAndStartAsync().ConfigureAwait(false);
                _trouble.Worked(_handler.Name, Leasing);
                if (!isMore)
                    await _inbox.WaitForWorkAsync(_handler.Name, _stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
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
                _trouble.Failed(_handler.Name, Leasing, failure);
                await Task.Delay(FailurePause, _time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>False where nothing was due.</returns>
    private async Task<bool> LeaseAndStartAsync()
    {
        await _places.WaitForRoomAsync(_stopping).ConfigureAwait(false);
        var isProbe = await _gate.PassAsync(tried => _inbox.WaitForTryAsync(_handler.Name, tried), _stopping).ConfigureAwait(false);
        var asked = _places.ReserveToLease(onlyOne: isProbe);
        if (asked == 0)
            return true; // the inbox has handed something over meanwhile

        IReadOnlyList<Lease> leases = [];
        try
        {
            // Not cancellable: a lease that was given must be known here.
            leases = await _inbox.LeaseAsync(_handler.Name, asked, _options.LeaseDuration, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            if (!isProbe || leases.Count == 0)
                _places.TakeLeased(asked, leases);
        }

        if (isProbe && leases is [var lease])
        {
            _places.TakeProbe();
            await HandleAsync(lease, isProbe: true).WaitAsync(_stopping).ConfigureAwait(false);
        }

        return leases.Count > 0;
    }

    /// <summary>Handles what has a slot, frees the slot and leaves the settlement to its writer.</summary>
    private async Task HandleAsync(Lease lease, bool isProbe)
    {
        Settlement? settlement = null;
        try
        {
            settlement = _rule.BeforeRun(lease, isProbe, _time.GetUtcNow());
            if (settlement is null)
            {
                settlement = _handOver is not null && !await _handOver.BeginAsync(lease).ConfigureAwait(false)
                    ? Settlement.Released(lease, _time.GetUtcNow())
                    : await AttemptAsync(lease, isProbe).ConfigureAwait(false);
                _handOver?.End(lease);
            }
        }
        catch (Exception failure)
        {
            // Nothing is known to throw here. Should it, nobody else would tell: the lease runs out, and the delivery is handled again.
            HandlerLog.LaneFailed(_logger, _handler.Name, lease.Delivery.Id, failure);
        }

        _places.Ended(isUnsettled: settlement is not null);
        if (settlement is not null)
            Settle(settlement, mayGoOn: !isProbe && settlement.Kind != SettlementKind.Pending);
    }

    private void GiveBack(Lease lease) => Settle(Settlement.Released(lease, _time.GetUtcNow()), mayGoOn: false);

    /// <summary>Settles and, while nobody else waits for a slot, goes on with the lane.</summary>
    private void Settle(Settlement settlement, bool mayGoOn)
    {
        var goesOn = mayGoOn && !_stopping.IsCancellationRequested && _places.TryReserve(bytes: 0);
        _settlements.Add(
            new SettleRequest(settlement, goesOn ? _options.LeaseDuration : null),
            next =>
            {
                if (next is not null)
                    _places.TakeNext(next);
                else if (goesOn)
                    _places.Cancel(bytes: 0);
                _places.Settled();
            });
    }

    /// <summary>Runs the handler once. Null when the lease was lost meanwhile: whoever holds it now settles it.</summary>
    private async Task<Settlement?> AttemptAsync(Lease lease, bool isProbe)
    {
        using var keeper = new LeaseKeeper(_inbox, lease, _options.LeaseDuration, _time, _logger, _drainEnded);
        var timeout = _handler.Timeout ?? _options.HandlerTimeout;
        var attempt = await _attempts.RunAsync(_handler, lease, timeout, keeper.LeaseEnded).ConfigureAwait(false);
        var isLost = await keeper.EndAsync().ConfigureAwait(false);

        // An attempt that was cut short says nothing about whether the handler can work.
        if (!keeper.LeaseEnded.IsCancellationRequested)
            await TellGateAsync(attempt, isProbe, timeout).ConfigureAwait(false);

        if (attempt.Result.Verdict == HandlerVerdict.Done)
            _sameFailures.Completed(lease);
        var settlement = _rule.AfterRun(
            attempt, lease, isLost, _drainEnded.IsCancellationRequested, _schedule.DelayAfter(lease.Attempt), _time.GetUtcNow(),
            _sameFailures.After(lease, attempt.Failure));
        if (settlement is null)
            _report.LeaseLost(lease, attempt.Duration);
        return settlement;
    }

    private async Task TellGateAsync(Attempt attempt, bool isProbe, TimeSpan timeout)
    {
        var isChanged = _gate.Ended(isProbe, attempt.IsUnavailable, attempt.Error);
        if (attempt.IsUnavailable)
        {
            if (isChanged)
            {
                _places.GiveBack();
                HandlerLog.Closed(_logger, _handler.Name, attempt.Error);
            }

            if ((isChanged || isProbe) && _gate.OutageOf(_handler.Name) is { } outage)
                await _outages.NoteAsync(outage, timeout).ConfigureAwait(false);
        }
        else if (isChanged)
        {
            HandlerLog.Opened(_logger, _handler.Name);
            await _outages.EndAsync(_handler.Name).ConfigureAwait(false);
        }
    }
}

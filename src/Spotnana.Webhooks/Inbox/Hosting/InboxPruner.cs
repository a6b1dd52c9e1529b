using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// Removes deliveries and bodies whose retention has ended: every minute, in small batches with pauses between them. After a jump of the
/// clock it waits a minute: a machine that starts with next month's date would remove everything before its clock is set right.
/// </summary>
internal sealed partial class InboxPruner(
    IInbox inbox, InboxStatus status, IOptions<InboxOptions> options, WebhookMetrics metrics, TimeProvider time,
    ILogger<InboxPruner> logger) : BackgroundService
{
    // Takes some 10 ms in the store. With the pause between batches, intake and dispatch get most of the store's time even while a backlog
    // of days is pruned.
    internal const int Batch = 200;

    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Jump = TimeSpan.FromMinutes(1);

    private readonly Retention _retention = options.Value.Retention.ToRetention();
    private readonly TimeSpan _auditKept = options.Value.Retention.Audit;
    private (DateTimeOffset Clock, long Timestamp) _last;
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (inbox is not IInboxUpkeep upkeep)
            return;

        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _last = (time.GetUtcNow(), time.GetTimestamp());
        for (TimeSpan? pause = Round; pause is { } rest && !stoppingToken.IsCancellationRequested;)
        {
            await Task.Delay(rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
                pause = HasJumped() ? Round : await TryPruneAsync(upkeep, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>True when the wall clock has moved by more or less than the time that has passed since the last call.</summary>
    private bool HasJumped()
    {
        var before = _last;
        _last = (time.GetUtcNow(), time.GetTimestamp());
        var jump = _last.Clock - before.Clock - time.GetElapsedTime(before.Timestamp, _last.Timestamp);
        if (jump.Duration() < Jump)
            return false;
        Log.Jumped(logger, jump);
        return true;
    }

    /// <returns>How long to wait before the next batch. Null: there is none.</returns>
    private async Task<TimeSpan?> TryPruneAsync(IInboxUpkeep upkeep, CancellationToken stopping)
    {
        try
        {
            var outcome = await upkeep.PruneAsync(_retention, Batch, stopping).ConfigureAwait(false);
            metrics.Pruned(outcome.Payloads, outcome.Deliveries);
            var isMoreDue = outcome.IsMoreDue | await PruneAuditAsync(stopping).ConfigureAwait(false);
            if (_isFailing)
                Log.Works(logger);
            _isFailing = false;
            return isMoreDue ? Pause : Round;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure)
        {
            if (!_isFailing)
                Log.Failing(logger, failure);
            _isFailing = true;
            return failure is InboxBrokenException ? null : Round;
        }
    }

    /// <returns>Whether more is due.</returns>
    private async Task<bool> PruneAuditAsync(CancellationToken stopping) =>
        inbox is IInboxAudit audit && await audit.PruneAuditAsync(_auditKept, Batch, stopping).ConfigureAwait(false) == Batch;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "What was kept long enough could not be removed from the inbox, which grows meanwhile. It is tried again every minute")]
        public static partial void Failing(ILogger logger, Exception failure);

        [LoggerMessage(2, LogLevel.Information, "What was kept long enough is removed from the inbox again")]
        public static partial void Works(ILogger logger);

        [LoggerMessage(3, LogLevel.Warning,
            "The clock jumped by {Jump}: nothing is removed from the inbox for a minute. If the time is wrong now, set it right")]
        public static partial void Jumped(ILogger logger, TimeSpan jump);
    }
}

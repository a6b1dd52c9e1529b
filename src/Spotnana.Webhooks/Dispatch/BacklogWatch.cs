using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Reads the inbox's counts every few seconds, so that reading the metrics never waits for the store.</summary>
internal sealed partial class BacklogWatch(
    IInbox inbox, InboxStatus status, HandlerTable table, WebhookMetrics metrics, TimeProvider time, ILogger<BacklogWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (inbox is not IInboxStats stats)
            return;

        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested && await TryLookAsync(stats, stoppingToken).ConfigureAwait(false))
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>False when there will be nothing to see any more.</summary>
    private async Task<bool> TryLookAsync(IInboxStats stats, CancellationToken stopping)
    {
        try
        {
            metrics.Show(Numbers(await stats.ReadStatsAsync(stopping).ConfigureAwait(false)));
            _isFailing = false;
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            metrics.Show(null);
            if (!_isFailing)
                Log.Failing(logger, failure);
            _isFailing = true;
            return failure is not InboxBrokenException;
        }
    }

    private InboxNumbers Numbers(InboxStats stats)
    {
        // A handler that nothing was stored for yet stands at zero, so that an alert finds it.
        var idle = table.Handlers.Select(handler => handler.Name).Except(stats.Handlers.Select(handler => handler.Handler), StringComparer.Ordinal);
        return new InboxNumbers(
            [.. stats.Handlers.Select(handler => new InboxNumbers.Backlog(handler.Handler, handler.Pending, handler.WaitingSince)), .. idle.Select(name => new InboxNumbers.Backlog(name, 0, null))],
            [.. stats.Handlers.SelectMany(handler => Parked(handler.Handler, handler.Dead))],
            [.. Parked("", stats.Quarantined)]);
    }

    private static IEnumerable<InboxNumbers.Parked> Parked(string handler, IReadOnlyDictionary<DeadReason, long> counts) =>
        counts.Select(count => new InboxNumbers.Parked(handler, Word(count.Key), count.Value));

    private static string Word(DeadReason reason) => reason switch
    {
        DeadReason.Rejected => "rejected",
        DeadReason.Exhausted => "exhausted",
        DeadReason.Discarded => "discarded",
        DeadReason.Unreadable => "unreadable",
        DeadReason.Conflict => "conflict",
        _ => "other",
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The inbox cannot tell what waits in it: the metrics of its backlog and dead letters are absent until it can.")]
        public static partial void Failing(ILogger logger, Exception failure);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Inbox;

/// <summary>Removes what was kept long enough: every minute, in small batches with pauses between them.</summary>
internal sealed partial class InboxPruner(
    IInbox inbox, InboxStatus status, IOptions<InboxOptions> options, WebhookMetrics metrics, TimeProvider time, ILogger<InboxPruner> logger) : BackgroundService
{
    // Some 10 ms in the store. With the pause, intake and dispatch have most of its time even while a backlog of days is pruned.
    internal const int Batch = 200;

    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Retention _retention = options.Value.Retention.ToRetention();
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (inbox is not IInboxUpkeep upkeep)
            return;

        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested && await TryPruneAsync(upkeep, stoppingToken).ConfigureAwait(false) is { } pause)
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>After which time to go on. Null: never again.</returns>
    private async Task<TimeSpan?> TryPruneAsync(IInboxUpkeep upkeep, CancellationToken stopping)
    {
        try
        {
            var outcome = await upkeep.PruneAsync(_retention, Batch, stopping).ConfigureAwait(false);
            metrics.Pruned(outcome.Payloads, outcome.Deliveries);
            if (_isFailing)
                Log.Works(logger);
            _isFailing = false;
            return outcome.IsMoreDue ? Pause : Round;
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "What was kept long enough could not be removed from the inbox, which grows meanwhile. It is tried again every minute")]
        public static partial void Failing(ILogger logger, Exception failure);

        [LoggerMessage(2, LogLevel.Information, "What was kept long enough is removed from the inbox again")]
        public static partial void Works(ILogger logger);
    }
}

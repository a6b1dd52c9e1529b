using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Reads the inbox's counts every 2 s, so that whoever reads the metrics never waits for the store.</summary>
internal sealed partial class BacklogWatch(
    IInbox inbox, InboxStatus status, StoredNames stored, HandlerTable table, WebhookMetrics metrics, TimeProvider time,
    ILogger<BacklogWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (inbox is not IInboxStats stats)
            return;

        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested && await TryLookAsync(stats, stoppingToken).ConfigureAwait(false))
            await Task.Delay(_pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>False when there will never be anything to see again.</summary>
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
        var waiting = stats.Handlers.Select(handler => new InboxNumbers.Backlog(handler.Handler, handler.Pending, handler.WaitingSince));

        // A handler for which nothing was stored yet is shown with zero, so that an alert finds it.
        var names = table.Handlers.Select(handler => stored.SpellHandler(handler.Name));
        var parked = stats.Handlers.SelectMany(handler => Parked(handler.Handler, handler.Dead)).ToList();
        var idle = names.Except(stats.Handlers.Select(handler => handler.Handler), StringComparer.Ordinal);
        return new InboxNumbers(
            [.. waiting, .. idle.Select(name => new InboxNumbers.Backlog(name, 0, null))],
            [.. parked.Where(dead => !dead.IsDiscarded).Select(dead => dead.Parked)],
            [.. parked.Where(dead => dead.IsDiscarded).Select(dead => dead.Parked)],
            [.. Parked("", stats.Quarantined).Where(quarantined => !quarantined.IsDiscarded).Select(quarantined => quarantined.Parked)],
            [new("", "missing_key", stats.MissingKey), new("", "damaged", stats.Damaged)]);
    }

    /// <summary>What was given up on purpose is no alarm: it is counted apart.</summary>
    private static IEnumerable<(bool IsDiscarded, InboxNumbers.Parked Parked)> Parked(
        string handler, IReadOnlyDictionary<DeadReason, long> counts) =>
        counts.Select(count =>
            (count.Key == DeadReason.Discarded, new InboxNumbers.Parked(handler, WordOf(count.Key), count.Value)));

    /// <summary>A newer release may have stored a reason that this one does not know.</summary>
    private static string WordOf(DeadReason reason) => Enum.IsDefined(reason) ? reason.ToWord() : "other";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The inbox cannot tell what waits in it: the metrics of its backlog and dead letters are absent until it can.")]
        public static partial void Failing(ILogger logger, Exception failure);
    }
}

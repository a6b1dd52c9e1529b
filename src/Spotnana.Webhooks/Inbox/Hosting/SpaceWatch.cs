using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>Measures the inbox every minute, so that whoever reads the metrics never waits for the store.</summary>
internal sealed partial class SpaceWatch(
    IInbox inbox, InboxStatus status, WebhookMetrics metrics, TimeProvider time, ILogger<SpaceWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly FailureLines _lines = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (inbox is not IInboxSpace space)
            return;

        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryMeasureAsync(space, stoppingToken).ConfigureAwait(false);
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryMeasureAsync(IInboxSpace space, CancellationToken stopping)
    {
        try
        {
            var measured = await space.ReadSpaceAsync(stopping).ConfigureAwait(false);
            metrics.ShowSpace(measured.Bytes, measured.FreeBytes);
            _ = _lines.Works("", out _);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the end
        }
        catch (Exception failure)
        {
            metrics.ShowSpace(null, null);
            if (_lines.Fails("", out _))
                Log.Failing(logger, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The inbox cannot be measured: the metrics of its size are absent until it can. {Reason}")]
        public static partial void Failing(ILogger logger, string reason);
    }
}

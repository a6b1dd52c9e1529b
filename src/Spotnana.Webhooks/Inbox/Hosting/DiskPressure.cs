using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// Removes bodies of settled deliveries before their time while there is less room than <see cref="InboxOptions.MinFreeBytes"/>, so that
/// the disk does not get full and intake is not refused.
/// </summary>
internal sealed partial class DiskPressure(
    IInbox inbox, InboxStatus status, IOptions<InboxOptions> options, WebhookMetrics metrics, TimeProvider time,
    ILogger<DiskPressure> logger) : BackgroundService
{
    // As when pruning: few at a time, with pauses between.
    private const int Batch = InboxPruner.Batch;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly long _least = options.Value.MinFreeBytes;
    private readonly FailureLines _pressed = new(time);
    private readonly FailureLines _failures = new(time);
    private bool _isOn;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_least == 0 || inbox is not (IInboxSpace space and IInboxUpkeep upkeep))
            return;

        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            var rest = await TryRelieveAsync(space, upkeep, stoppingToken).ConfigureAwait(false);
            await Task.Delay(rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>How long to rest.</returns>
    private async Task<TimeSpan> TryRelieveAsync(IInboxSpace space, IInboxUpkeep upkeep, CancellationToken stopping)
    {
        try
        {
            var measured = await space.ReadSpaceAsync(stopping).ConfigureAwait(false);
            if (measured.RoomBytes is not { } room)
                return Look;

            Show(room);
            if (!_isOn)
                return Look;

            var outcome = await upkeep.PruneEarlyAsync(Batch, stopping).ConfigureAwait(false);
            metrics.PrunedEarly(outcome.Payloads);
            _ = _failures.Works("", out _);
            return outcome.IsMoreDue ? Pause : Look;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Look;
        }
        catch (Exception failure)
        {
            if (_failures.Fails("", out _))
                Log.Failing(logger, failure.Message);
            return Look;
        }
    }

    private void Show(long room)
    {
        var isOn = room < _least;
        metrics.ShowPressure(isOn);
        if (isOn == _isOn)
            return;

        _isOn = isOn;
        if (isOn && _pressed.Fails("", out _))
            Log.Begins(logger, room / 1_000_000, _least / 1_000_000);
        else if (!isOn && _pressed.Works("", out _))
            Log.Ends(logger, room / 1_000_000);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The inbox has room for {Megabytes} MB, less than Inbox:MinFreeBytes ({Least} MB). Bodies of settled deliveries are removed early until there is more, the oldest first. Free some space")]
        public static partial void Begins(ILogger logger, long megabytes, long least);

        [LoggerMessage(2, LogLevel.Information, "The inbox has room again, for {Megabytes} MB: bodies are kept as long as Inbox:Retention says")]
        public static partial void Ends(ILogger logger, long megabytes);

        [LoggerMessage(3, LogLevel.Warning, "The room of the inbox cannot be measured or made. It is tried again: {Reason}")]
        public static partial void Failing(ILogger logger, string reason);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// Erases travelers who were purged, or whose erasure was asked for, and writes the keys by which deliveries are found: behind the answers,
/// in small steps with pauses between them, on one of the processes that share the inbox.
/// </summary>
internal sealed partial class InboxEraser(
    IInbox inbox, EncryptionKeys keys, ErasureRules rules, InboxStatus status, TimeProvider time,
    ILogger<InboxEraser> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    // Leaves the store to others. A sweep goes through some 3,700 deliveries a second with it (bodies of 1 KB, two cores, the inbox
    // in a file, 400 deliveries a second coming in: the benchmark "keeping").
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private const int PauseByRound = 3;

    private readonly FailureLines _lines = new(time);
    private readonly LineLimit _unreadable = new(time, TimeSpan.FromHours(1));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (inbox is not IInboxErasing erasing || inbox is not IInboxHashKeys store || inbox is not IInboxOperator operations)
            return;

        var eraser = new Eraser(erasing, operations, store, keys, rules, time);
        var writer = inbox is IInboxFinding finding ? new KeyWriter(finding, erasing, store, keys, time) : null;
        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (TimeSpan? pause = TimeSpan.Zero; pause is { } rest && !stoppingToken.IsCancellationRequested;)
        {
            await Task.Delay(rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
                pause = await TryRunAsync(eraser, writer, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <returns>How long to wait before the next round. Null: there is none.</returns>
    private async Task<TimeSpan?> TryRunAsync(Eraser eraser, KeyWriter? writer, CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        try
        {
            var outcome = await eraser.RunAsync(stopping).ConfigureAwait(false);
            foreach (var erasure in outcome.Completed)
                Log.Completed(logger, erasure.Id, erasure.Cause, erasure.By, erasure.Erased, erasure.Scanned);
            if (outcome.NamelessPurges > 0)
                Log.Nameless(logger, outcome.NamelessPurges);
            if (outcome.Unreadable > 0 && _unreadable.Passes(out _))
                Log.Unreadable(logger, outcome.Unreadable);
            var areMoreKeys = writer is not null && await writer.RunAsync(stopping).ConfigureAwait(false);
            if (_lines.Works("", out _))
                Log.Works(logger);
            return outcome.IsMoreToDo || areMoreKeys ? PauseAfter(time.GetElapsedTime(started)) : Round;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure)
        {
            if (_lines.Fails("", out _))
                Log.Failing(logger, failure.Message);
            return failure is InboxBrokenException ? null : AfterFailure;
        }
    }

    // Where a round takes long, the machine has others to serve.
    private static TimeSpan PauseAfter(TimeSpan round) =>
        TimeSpan.FromTicks(Math.Clamp((round * PauseByRound).Ticks, Pause.Ticks, Round.Ticks));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information,
            "Erasure {Id:l} ({Cause}, by {By:l}) is complete: {Erased} of {Scanned} deliveries that it looked at are erased. What comes later is erased, too")]
        public static partial void Completed(ILogger logger, string id, ErasureCause cause, string by, long erased, long scanned);

        [LoggerMessage(2, LogLevel.Warning,
            "{Count} stored bodies cannot be read, so that erasures cannot be completed: whether they name a traveler is not known. Put the missing keys into Inbox:EncryptionKeyFile")]
        public static partial void Unreadable(ILogger logger, int count);

        [LoggerMessage(3, LogLevel.Error, "Travelers cannot be erased for now, and what comes cannot be looked up by its keys. It is tried again: {Reason}")]
        public static partial void Failing(ILogger logger, string reason);

        [LoggerMessage(5, LogLevel.Warning,
            "{Count} events that purge a traveler name none that can be read: nothing is erased for them. Look at them: spotnana-webhooks inbox list --operation PURGE")]
        public static partial void Nameless(ILogger logger, int count);

        [LoggerMessage(4, LogLevel.Information, "Travelers are erased again")]
        public static partial void Works(ILogger logger);
    }
}

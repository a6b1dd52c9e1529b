using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// Writes into the audit log that secrets were changed, checks its chain every minute and all of it every hour, and logs its head every
/// hour, at the start and at the end: whoever cuts off its tail, or makes a new chain, cannot change what was logged elsewhere.
/// </summary>
internal sealed partial class AuditKeeper(
    IInbox inbox, InboxStatus status, AuditTrail trail, AuditWatch watch, SecretChanges changes, TimeProvider time,
    ILoggerFactory loggers) : BackgroundService
{
    private const string Service = "service";
    private const int RoundsOfAnHour = 60;

    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ILogger _audit = loggers.CreateLogger(AuditTrail.Category);
    private readonly ILogger<AuditKeeper> _logger = loggers.CreateLogger<AuditKeeper>();
    private readonly FailureLines _lines = new(time);
    private string? _wrong;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var writing = WriteChangesAsync(stoppingToken);
        if (status.Opened.IsCompleted && inbox is IInboxAudit audit)
        {
            for (var rounds = 0; !stoppingToken.IsCancellationRequested; rounds++)
            {
                var isWhole = rounds % RoundsOfAnHour == 0;
                if (isWhole)
                    await TryAsync(() => LogHeadAsync(audit)).ConfigureAwait(false);
                await TryAsync(() => CheckAsync(isWhole, stoppingToken)).ConfigureAwait(false);
                await Task.Delay(Round, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await TryAsync(() => LogHeadAsync(audit)).ConfigureAwait(false);
        }

        await writing.ConfigureAwait(false);
    }

    private async Task WriteChangesAsync(CancellationToken stopping)
    {
        while (true)
        {
            Task waiting = changes.Waiting.WaitToReadAsync(stopping).AsTask();
            await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!changes.Waiting.TryRead(out var change))
                return; // the end

            var outcome = change.Count == 0 ? "none in use any more" : $"{change.Count} in use";
            var entry = new AuditEntry(change.At, Service, Address: "", change.Action, change.Key, outcome);
            trail.Say(entry);
            while (!await TryAsync(() => trail.StoreAsync(entry)).ConfigureAwait(false) && !stopping.IsCancellationRequested)
                await Task.Delay(Round, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LogHeadAsync(IInboxAudit audit)
    {
        var ends = await audit.ReadAuditEndsAsync(CancellationToken.None).ConfigureAwait(false);
        Log.Head(_audit, ends.Count, ends.Last.Sequence, Convert.ToHexStringLower(ends.Last.Hash.Span));
    }

    private async Task CheckAsync(bool isWhole, CancellationToken stopping)
    {
        if (isWhole)
            await watch.StartOverAsync(stopping).ConfigureAwait(false);
        while (await watch.CheckAsync(pages: 1, stopping).ConfigureAwait(false) is { } verdict)
        {
            Tell(verdict);
            if (verdict.IsComplete)
                return;
            await Task.Delay(Pause, time, stopping).ConfigureAwait(false); // the store has more to do than this
        }
    }

    private void Tell(AuditVerdict verdict)
    {
        if (verdict.Why is { } why && why != _wrong)
            Log.Broken(_audit, why);
        else if (verdict.Holds && _wrong is not null)
            Log.Holds(_audit, verdict.CheckedTo);
        _wrong = verdict.Why;
    }

    private async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
            if (_lines.Works("", out _))
                Log.Works(_logger);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false; // the end
        }
        catch (Exception failure)
        {
            if (_lines.Fails("", out _))
                Log.Failing(_logger, failure.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Information, "Audit log: {Count} rows, head {Sequence}:{Hash}")]
        public static partial void Head(ILogger logger, long count, long sequence, string hash);

        [LoggerMessage(4, LogLevel.Error, "The audit log is not as it was written: {Why} Somebody has changed the database, or it is damaged")]
        public static partial void Broken(ILogger logger, string why);

        [LoggerMessage(5, LogLevel.Information, "The audit log is as it was written again, up to row {Sequence}")]
        public static partial void Holds(ILogger logger, long sequence);

        [LoggerMessage(1, LogLevel.Warning, "The audit log can neither be checked nor written for now. It is tried again every minute: {Reason}")]
        public static partial void Failing(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Information, "The audit log can be checked and written again")]
        public static partial void Works(ILogger logger);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Stores what waits in the <see cref="IntakeQueue"/> and only then lets the requests answer. Each append takes whatever waits, so that one
/// commit serves many requests; the engine says how many appends may run at a time.
/// </summary>
internal sealed partial class InboxWriter(
    IntakeQueue queue, IInbox inbox, InboxStatus status, StoredNames names, IHostApplicationLifetime lifetime, WebhookMetrics metrics,
    TimeProvider time, ILogger<InboxWriter> logger)
    : BackgroundService
{
    private const int MaxBatch = 256;
    private const long MaxBatchBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan ProbePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleProbePause = TimeSpan.FromSeconds(15);

    private readonly FailureLines _lines = new(time);

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        // The web server has stopped by now; what it still took is stored before the process ends.
        queue.Close();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.WatchQueue(() => queue.Tickets.Count);
        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var loops = Enumerable.Range(0, inbox.AppendsAtOnce).Select(number => RunAsync(isProbing: number == 0));
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    private async Task RunAsync(bool isProbing)
    {
        var batch = new List<IntakeTicket>(MaxBatch);
        while (await WaitForTicketsAsync(isProbing).ConfigureAwait(false))
        {
            TakeBatch(batch);
            if (batch.Count > 0)
                await StoreBatchAsync(batch).ConfigureAwait(false);
            else if (isProbing)
                await ProbeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// False when the queue is closed and empty. One of the loops also returns after a pause, to probe: every second while the inbox fails,
    /// so that it recovers without traffic, and now and then while nothing comes, so that readiness does not wait for the next delivery to
    /// find out.
    /// </summary>
    private async ValueTask<bool> WaitForTicketsAsync(bool isProbing)
    {
        if (!isProbing || queue.Tickets.TryPeek(out _))
            return await queue.Tickets.WaitToReadAsync().ConfigureAwait(false);

        using var pause = new CancellationTokenSource(status.Failure is null ? IdleProbePause : ProbePause, time);
        try
        {
            return await queue.Tickets.WaitToReadAsync(pause.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private void TakeBatch(List<IntakeTicket> batch)
    {
        batch.Clear();
        var bytes = 0L;
        while (batch.Count < MaxBatch && bytes < MaxBatchBytes && queue.Tickets.TryRead(out var ticket))
        {
            batch.Add(ticket);
            bytes += ticket.Entry.Delivery.Body.Length;
        }
    }

    private async Task StoreBatchAsync(List<IntakeTicket> batch)
    {
        IReadOnlyList<AppendOutcome> outcomes;
        var started = time.GetTimestamp();
        try
        {
            var entries = batch.ConvertAll(ticket => ticket.Entry);
            outcomes = await inbox.AppendAsync(entries, CancellationToken.None).ConfigureAwait(false);
            metrics.Committed(batch.Count, time.GetElapsedTime(started));
            Worked();
        }
        catch (Exception failure)
        {
            Failed(failure);
            outcomes = [.. Enumerable.Repeat(AppendOutcome.Refused, batch.Count)];
        }

        for (var i = 0; i < batch.Count; i++)
            batch[i].Resolve(outcomes[i]);
    }

    private async Task ProbeAsync()
    {
        try
        {
            await inbox.ProbeAsync(CancellationToken.None).ConfigureAwait(false);

            // An inbox that was opened while it took no writes could not keep names: nothing was stored since.
            await names.LoadAsync(inbox, CancellationToken.None).ConfigureAwait(false);
            Worked();
        }
        catch (Exception failure)
        {
            Failed(failure);
        }
    }

    private void Worked()
    {
        status.Works();
        if (_lines.Works("", out var unlogged))
            Log.Recovered(logger, unlogged);
    }

    private void Failed(Exception failure)
    {
        status.Fails(failure.Message);
        if (failure is InboxBrokenException)
        {
            Log.Broken(logger, failure.Message, failure);
            Environment.ExitCode = 1;
            queue.Close();
            lifetime.StopApplication();
        }
        else if (_lines.Fails("", out var unlogged))
        {
            // What an engine expects says all in its message.
            Log.Failing(logger, failure is InboxUnavailableException ? null : failure, failure.Message, unlogged);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error,
            "The inbox cannot store deliveries. They are answered 503, and Spotnana sends them again, until it can: {Reason} ({Unlogged} more failures since the last such line)")]
        public static partial void Failing(ILogger logger, Exception? failure, string reason, int unlogged);

        [LoggerMessage(2, LogLevel.Information, "The inbox stores deliveries again ({Unlogged} more failures since the last line about them).")]
        public static partial void Recovered(ILogger logger, int unlogged);

        [LoggerMessage(3, LogLevel.Critical,
            "The inbox failed, and the service ends. {Reason:l}")]
        public static partial void Broken(ILogger logger, string reason, Exception failure);
    }
}

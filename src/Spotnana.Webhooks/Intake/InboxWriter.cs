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
    IntakeQueue queue, IInbox inbox, InboxStatus status, IHostApplicationLifetime lifetime, WebhookMetrics metrics, TimeProvider time,
    ILogger<InboxWriter> logger)
    : BackgroundService
{
    private const int MaxBatch = 256;
    private const long MaxBatchBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan ProbePause = TimeSpan.FromSeconds(1);

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
        await Task.WhenAll(Enumerable.Range(0, inbox.AppendsAtOnce).Select(_ => RunAsync())).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var batch = new List<IntakeTicket>(MaxBatch);
        while (await WaitForTicketsAsync().ConfigureAwait(false))
        {
            TakeBatch(batch);
            if (batch.Count > 0)
                await StoreBatchAsync(batch).ConfigureAwait(false);
            else if (status.Failure is not null)
                await ProbeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// False when the queue is closed and empty. While the inbox fails this returns every second, so that the inbox recovers without
    /// traffic.
    /// </summary>
    private async ValueTask<bool> WaitForTicketsAsync()
    {
        if (status.Failure is null)
            return await queue.Tickets.WaitToReadAsync().ConfigureAwait(false);

        using var pause = new CancellationTokenSource(ProbePause, time);
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
            Worked();
        }
        catch (Exception failure)
        {
            Failed(failure);
        }
    }

    private void Worked()
    {
        if (status.Failure is not null)
            Log.Recovered(logger);
        status.Works();
    }

    private void Failed(Exception failure)
    {
        var first = status.Failure is null;
        status.Fails(failure.Message);
        if (failure is InboxBrokenException)
        {
            Log.Broken(logger, failure.Message, failure);
            Environment.ExitCode = 1;
            queue.Close();
            lifetime.StopApplication();
        }
        else if (first)
        {
            Log.Failing(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error,
            "The inbox cannot store deliveries. They are answered 503, and Spotnana sends them again, until it can.")]
        public static partial void Failing(ILogger logger, Exception failure);

        [LoggerMessage(2, LogLevel.Information, "The inbox stores deliveries again.")]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(3, LogLevel.Critical,
            "The inbox failed, and the service ends. {Reason:l}")]
        public static partial void Broken(ILogger logger, string reason, Exception failure);
    }
}

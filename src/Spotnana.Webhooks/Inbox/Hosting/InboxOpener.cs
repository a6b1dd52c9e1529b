using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// Opens the inbox before the service listens, so that a store that cannot be used stops the start. While another process owns the inbox,
/// the service starts all the same, live but not ready, and waits for its turn.
/// </summary>
internal sealed partial class InboxOpener(
    IInbox inbox, ChosenEngine chosen, InboxStatus status, StoredNames names, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<InboxOpener> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (chosen.Engine is { RemembersIdsFor: { } remembered } forgetful)
            Log.KeepsNothing(logger, forgetful.Name, remembered.TotalMinutes);
        if (await inbox.TryOpenAsync(cancellationToken).ConfigureAwait(false))
            await ProveAsync().ConfigureAwait(false);
        else
            status.Fails("The inbox is owned by another process, or cannot be reached yet.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (status.Opened.IsCompleted)
            return;

        Log.Waiting(logger, Patience.TotalSeconds);
        var started = time.GetTimestamp();
        try
        {
            while (time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(false);
                if (!await inbox.TryOpenAsync(stoppingToken).ConfigureAwait(false))
                    continue;
                await ProveAsync().ConfigureAwait(false);
                Log.TakenOver(logger, time.GetElapsedTime(started).TotalSeconds);
                return;
            }

            Log.GaveUp(logger, chosen.Engine.Name, Patience.TotalSeconds);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (InboxStartException failure)
        {
            Log.CannotOpen(logger, failure.Message);
        }

        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    /// <summary>
    /// Proves by a write that the inbox takes deliveries: a role may be allowed to read only, a server may be a standby. Where it fails the
    /// service is live but not ready, and the intake's writer, which says why, tries again every second.
    /// </summary>
    private async Task ProveAsync()
    {
        try
        {
            await inbox.ProbeAsync(CancellationToken.None).ConfigureAwait(false);
            await names.LoadAsync(inbox, CancellationToken.None).ConfigureAwait(false);
            status.Works();
        }
        catch (Exception failure)
        {
            status.Fails(failure.Message);
            status.Opens();
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The inbox is owned by another process, or cannot be reached. Waiting up to {Seconds} s for it; until then every delivery is answered 503.")]
        public static partial void Waiting(ILogger logger, double seconds);

        [LoggerMessage(2, LogLevel.Information, "The inbox is open after {Seconds} s.")]
        public static partial void TakenOver(ILogger logger, double seconds);

        [LoggerMessage(3, LogLevel.Critical, "The inbox (Inbox:{Engine:l}) cannot be opened after {Seconds} s: another process still owns it (stop that one, or give this one an inbox of its own), or its database does not answer.")]
        public static partial void GaveUp(ILogger logger, string engine, double seconds);

        [LoggerMessage(4, LogLevel.Critical, "{Reason}")]
        public static partial void CannotOpen(ILogger logger, string reason);

        [LoggerMessage(5, LogLevel.Warning, "Inbox:Engine is {Engine:l}: deliveries that were answered 200 are lost when this process ends. For trying out and measuring only. Deliveries older than {Minutes} min are refused, as their ids may have been forgotten.")]
        public static partial void KeepsNothing(ILogger logger, string engine, double minutes);
    }
}

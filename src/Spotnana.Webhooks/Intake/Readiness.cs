using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox.Hosting;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// The verdict of the readiness probe. From SIGTERM on it is no, while the intake goes on answering 200 for <c>Intake:DrainDelay</c>: the
/// time that a load balancer needs to notice.
/// </summary>
internal sealed partial class Readiness(InboxStatus inbox, IOptions<IntakeOptions> options, TimeProvider time, ILogger<Readiness> logger)
    : IHostedLifecycleService
{
    private volatile bool _isStopping;

    /// <summary>Null when ready.</summary>
    public string? NotReadyReason => _isStopping ? "The service is stopping."
        : inbox.Failure is not null ? "The inbox cannot store deliveries."
        : null;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        if (inbox.Failure is not null || options.Value.DrainDelay == TimeSpan.Zero)
            return;

        Log.Draining(logger, options.Value.DrainDelay.TotalSeconds);
        await Task.Delay(options.Value.DrainDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information,
            "Stopping: the readiness probe fails from now on, deliveries are still taken for {Seconds} s (Intake:DrainDelay).")]
        public static partial void Draining(ILogger logger, double seconds);
    }
}

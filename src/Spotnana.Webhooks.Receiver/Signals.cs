using System.Runtime.InteropServices;

namespace Spotnana.Webhooks.Receiver;

/// <summary>
/// Stops the service on SIGHUP, which a closed terminal sends, as the host does on SIGTERM and SIGINT; and ends it at once on a second
/// SIGTERM or SIGINT, however far the stop is. Nothing is lost by that: whatever was answered 200 is stored, and what a handler worked on
/// is tried again.
/// </summary>
internal sealed partial class Signals(IHostApplicationLifetime lifetime, ILogger<Signals> logger) : IHostedLifecycleService, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _received;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => End(signal, exitCode: 130)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, exitCode: 143)));
        return Task.CompletedTask;
    }

    // Registered until the end, or a second SIGHUP would end the process in the middle of the stop.
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void HangUp(PosixSignalContext signal)
    {
        signal.Cancel = true;
        lifetime.StopApplication();
    }

    /// <summary>The host stops the service on the first one.</summary>
    /// <param name="signal">What was received.</param>
    /// <param name="exitCode">As a shell shows a process that the signal ended.</param>
    private void End(PosixSignalContext signal, int exitCode)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _received) == 1)
            return;
        Log.Ended(logger, signal.Signal);
        Environment.Exit(exitCode);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "A second signal ({Signal}) ends the service at once. What handlers worked on is tried again after the next start.")]
        public static partial void Ended(ILogger logger, PosixSignal signal);
    }
}

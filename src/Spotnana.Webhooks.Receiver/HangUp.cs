using System.Runtime.InteropServices;

namespace Spotnana.Webhooks.Receiver;

/// <summary>Lets SIGHUP, which a closed terminal sends, stop the service as SIGTERM does. By default it ends it at once.</summary>
internal sealed class HangUp(IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _registration;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            lifetime.StopApplication();
        });
        return Task.CompletedTask;
    }

    // Registered until the end, or a second SIGHUP would end the process in the middle of the stop.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registration?.Dispose();
}

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Aborts the connections that are still open a few seconds after the drain delay. Otherwise a client that trickles its request would hold
/// up the whole stop, and handlers would be killed before they could give their leases back.
/// </summary>
/// <remarks>Registered before the library's services, so that at stop it runs after the drain delay and before the web server.</remarks>
internal sealed class LingeringConnections(TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _cut = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>Fires when those seconds are over.</summary>
    public CancellationToken Cut => _cut.Token;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // CancelAfter uses the source's own timer. A timer of ours would fire after Dispose where a host is stopped twice.
        _cut.CancelAfter(Patience);
        return Task.CompletedTask;
    }

    public void Dispose() => _cut.Dispose();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

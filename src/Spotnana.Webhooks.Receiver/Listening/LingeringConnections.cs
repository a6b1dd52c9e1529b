namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Cuts what is still open a few seconds after the drain delay. A client that trickles its request would otherwise hold up the whole stop,
/// and handlers would be killed instead of giving their leases back.
/// </summary>
/// <remarks>Registered before the library's services: at stop its turn comes after the drain delay and before the web server's.</remarks>
internal sealed class LingeringConnections(TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _cut = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>Fires when the patience ends.</summary>
    public CancellationToken Cut => _cut.Token;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // By its own timer: one of ours would fire after Dispose where a host is stopped twice.
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

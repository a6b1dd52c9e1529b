namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>
/// Starts so many deliveries a second, counted from the first; without a rate, at once. A late one does not slow down what follows.
/// </summary>
internal sealed class Pace(double? rate, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();

    public async ValueTask WaitAsync(int index, CancellationToken cancellationToken)
    {
        if (rate is not { } perSecond)
            return;
        var left = TimeSpan.FromSeconds(index / perSecond) - clock.GetElapsedTime(_start);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, clock, cancellationToken);
    }
}

using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>
/// Which secrets sign: the old one for the first half, then both (the header holds two signatures with a space between), and for the last
/// quarter the new one only.
/// </summary>
/// <remarks>Retries are signed anew, by what is valid when they are sent.</remarks>
internal sealed class SecretRotation(SigningSecret old, SigningSecret? next, int deliveries)
{
    private int _started;

    /// <summary>To be called when a planned delivery is sent for the first time.</summary>
    public void Advance() => Interlocked.Increment(ref _started);

    public IReadOnlyList<SigningSecret> Current()
    {
        if (next is null)
            return [old];
        var started = 4L * Volatile.Read(ref _started);
        return started <= 2L * deliveries ? [old] : started <= 3L * deliveries ? [old, next] : [next];
    }
}

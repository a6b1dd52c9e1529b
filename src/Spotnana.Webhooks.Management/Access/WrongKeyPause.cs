namespace Spotnana.Webhooks.Management.Access;

/// <summary>
/// Slows the guessing of keys: a wrong key is answered a quarter of a second after the wrong key before it, whoever sent that, and after
/// eight seconds at the latest. A right key never waits and is never locked out, as keys are compared before.
/// </summary>
internal sealed class WrongKeyPause(TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>Waits for this wrong key's turn.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Turn(), time, cancellationToken);

    private TimeSpan Turn()
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            _next = _next > now ? _next : now;
            _next = _next + Step < now + Longest ? _next + Step : now + Longest;
            return _next - now;
        }
    }
}

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// The gate that a handler's deliveries go through. It is closed while what the handler needs cannot be reached: then one delivery at a
/// time goes through, as the probe, after pauses that double from 1 s to 30 s. Only a probe opens it again: an attempt that began earlier
/// says nothing about now.
/// </summary>
internal sealed class HandlerGate(TimeProvider time)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private TimeSpan? _pause;
    private long _pausedAt;

    /// <summary>Whether all deliveries may go through.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
                return _pause is null;
        }
    }

    /// <summary>Waits while the gate is closed and the next probe is not due yet.</summary>
    /// <returns>Whether the gate is closed: then one delivery may go through, and the caller must wait for its end.</returns>
    public async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            if (_pause is not { } pause)
                return false;
            wait = pause - time.GetElapsedTime(_pausedAt);
        }

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Closes or opens the gate by how an attempt ended.</summary>
    /// <returns>Whether that changed the gate from open to closed, or back.</returns>
    public bool Ended(bool isProbe, bool isUnavailable)
    {
        lock (_lock)
        {
            var wasClosed = _pause is not null;
            if (isUnavailable && (isProbe || !wasClosed))
            {
                _pause = !wasClosed ? _firstPause : _pause * 2 < _longestPause ? _pause * 2 : _longestPause;
                _pausedAt = time.GetTimestamp();
                return !wasClosed;
            }

            if (isUnavailable || !isProbe)
                return false;
            _pause = null;
            return wasClosed;
        }
    }
}

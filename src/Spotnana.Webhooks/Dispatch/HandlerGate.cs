using Spotnana.Webhooks.Inbox;

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
    private DateTimeOffset _closedAt;
    private string _error = "";

    /// <summary>Whether all deliveries may go through.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
                return _pause is null;
        }
    }

    /// <summary>The outage that keeps the gate closed. Null: it is open.</summary>
    /// <param name="handler">The name of the handler.</param>
    public HandlerOutage? OutageOf(string handler)
    {
        lock (_lock)
        {
            return _pause is { } pause
                ? new HandlerOutage(handler, _closedAt, _error, time.GetUtcNow() + (pause - time.GetElapsedTime(_pausedAt)))
                : null;
        }
    }

    /// <summary>Waits while the gate is closed and the next probe is not due yet.</summary>
    /// <param name="tried">Completes when an operator wants the next probe now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the gate is closed: then one delivery may go through, and the caller must wait for its end.</returns>
    public async Task<bool> PassAsync(Func<CancellationToken, Task> tried, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            if (_pause is not { } pause)
                return false;
            wait = pause - time.GetElapsedTime(_pausedAt);
        }

        if (wait > TimeSpan.Zero)
            await WaitAsync(wait, tried, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Closes or opens the gate by how an attempt ended.</summary>
    /// <param name="isProbe">Whether the attempt went through the closed gate.</param>
    /// <param name="isUnavailable">Whether the handler could not reach what it needs.</param>
    /// <param name="error">Why not.</param>
    /// <returns>Whether that changed the gate from open to closed, or back.</returns>
    public bool Ended(bool isProbe, bool isUnavailable, string error = "")
    {
        lock (_lock)
        {
            var wasClosed = _pause is not null;
            if (isUnavailable && (isProbe || !wasClosed))
            {
                _pause = !wasClosed ? _firstPause : _pause * 2 < _longestPause ? _pause * 2 : _longestPause;
                _pausedAt = time.GetTimestamp();
                _error = error;
                if (!wasClosed)
                    _closedAt = time.GetUtcNow();
                return !wasClosed;
            }

            if (isUnavailable || !isProbe)
                return false;
            _pause = null;
            return wasClosed;
        }
    }

    private async Task WaitAsync(TimeSpan wait, Func<CancellationToken, Task> tried, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = Task.Delay(wait, time, ended.Token);
        var now = tried(ended.Token);
        var first = await Task.WhenAny(pause, now).ConfigureAwait(false);
        if (first == now && !now.IsCompletedSuccessfully)
            await pause.ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (now.IsCompletedSuccessfully)
        {
            lock (_lock)
                _pause = _pause is null ? null : _firstPause; // should it fail again, the next probes follow soon
        }
    }
}

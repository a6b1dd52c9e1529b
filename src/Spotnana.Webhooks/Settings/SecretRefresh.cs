namespace Spotnana.Webhooks.Settings;

/// <summary>
/// Reads secrets again before they are used, if the last reading is too old. Callers that arrive meanwhile wait for the new reading, so
/// that none of them uses older values.
/// </summary>
/// <param name="age">How old the last reading may be.</param>
/// <param name="time">The clock that measures its age.</param>
/// <param name="read">Reads the secrets. It is never called twice at the same time.</param>
public sealed class SecretRefresh(TimeSpan age, TimeProvider time, Action read)
{
    private readonly Lock _lock = new();
    private long? _readAt;

    /// <summary>Reads the secrets if the last reading is too old, or if there was none.</summary>
    public void ReadIfOld()
    {
        lock (_lock)
        {
            if (_readAt is { } readAt && time.GetElapsedTime(readAt) < age)
                return;

            // Only once it is done: where it throws, the next caller reads again.
            var now = time.GetTimestamp();
            read();
            _readAt = now;
        }
    }
}

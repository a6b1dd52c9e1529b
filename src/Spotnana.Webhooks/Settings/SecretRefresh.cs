namespace Spotnana.Webhooks.Settings;

/// <summary>
/// Reads secrets again for whoever is about to use them, when the last reading is old. Others who come meanwhile wait for it, so that
/// nobody goes by older ones.
/// </summary>
/// <param name="age">How old a reading may be.</param>
/// <param name="time">Tells its age.</param>
/// <param name="read">Reads them; never twice at the same time.</param>
public sealed class SecretRefresh(TimeSpan age, TimeProvider time, Action read)
{
    private readonly Lock _lock = new();
    private long? _readAt;

    /// <summary>Reads them if the last reading is too old, or if there was none.</summary>
    public void ReadIfOld()
    {
        lock (_lock)
        {
            if (_readAt is { } readAt && time.GetElapsedTime(readAt) < age)
                return;
            _readAt = time.GetTimestamp();
            read();
        }
    }
}

namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>Where contestants are started.</summary>
/// <param name="folder">Everything that the run writes is below it.</param>
/// <param name="secret">The signing secret, <c>whsec_…</c>.</param>
/// <param name="receiverSettings">Environment variables of the Receiver beside those that it needs.</param>
internal sealed class Arena(string folder, string secret, Dictionary<string, string> receiverSettings) : IDisposable
{
    private int _folders;

    public string Folder { get; } = folder;

    public string Secret { get; } = secret;

    public Dictionary<string, string> ReceiverSettings { get; } = receiverSettings;

    public Leash Leash { get; } = new(folder);

    /// <summary>The library that slows syncs; null: they take what the disk takes.</summary>
    public string? SlowSync { get; init; }

    public TimeSpan SyncDelay { get; init; }

    /// <summary>What slows the syncs of a process that stores.</summary>
    public Dictionary<string, string> SyncEnvironment => SlowSync is null
        ? []
        : new() { ["LD_PRELOAD"] = SlowSync, ["SLOWSYNC_MICROSECONDS"] = $"{(long)SyncDelay.TotalMicroseconds}" };

    /// <summary>The path of a folder that is not there yet.</summary>
    public string NewFolder(string purpose) => Path.Combine(Folder, $"{++_folders:00}-{purpose}");

    public void Dispose() => Leash.Dispose();
}

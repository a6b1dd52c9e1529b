namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>How a <see cref="ServiceProcess"/> is started; the folder is where its inbox.db is.</summary>
internal sealed record ServiceSettings(string Folder, Secret Secret)
{
    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Where it receives, for one that comes back; null: any free port.</summary>
    public int? Port { get; init; }

    /// <summary>Another program than the published service.</summary>
    public string? Dll { get; init; }

    /// <summary>Whether SIGHUP reaches it, however the tests were started.</summary>
    public bool HearsHangUps { get; init; }

    /// <summary>How many file descriptors it may have; null: as many as the tests.</summary>
    public int? Descriptors { get; init; }

    /// <summary>After how many lines of its log nobody reads on, so that its output is a broken pipe; null: read to the end.</summary>
    public int? Lines { get; init; }

    /// <summary>The memory of the container that it believes to be in, in MB; null: all that there is.</summary>
    public int? Megabytes { get; init; }
}

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>One step of the work: all of it is stored, or nothing.</summary>
public sealed record ErasureStep
{
    /// <summary>Where the work stands after it.</summary>
    public required ErasurePlace Place { get; init; }

    /// <summary>Erasures to add. One whose id is known is left as it is.</summary>
    public IReadOnlyList<Erasure> New { get; init; } = [];

    /// <summary>
    /// What was found. A delivery that is settled is erased at once; one that waits, or is not sure, is noted, and is erased by a later
    /// step.
    /// </summary>
    public IReadOnlyList<ErasureHit> Hits { get; init; } = [];

    /// <summary>What was noted and turned out to be none.</summary>
    public IReadOnlyList<ErasureHit> Misses { get; init; } = [];

    /// <summary>How many more deliveries erasures have looked at, by their ids.</summary>
    public IReadOnlyDictionary<string, int> Scanned { get; init; } = new Dictionary<string, int>();

    /// <summary>Erasures of which something changes, by their ids: how far they are.</summary>
    public IReadOnlyDictionary<string, ErasureProgress> Progress { get; init; } = new Dictionary<string, ErasureProgress>();

    /// <summary>Whether it changes any erasure, but for its numbers.</summary>
    public bool ChangesErasures => New.Count + Progress.Count + Completed.Count > 0;

    /// <summary>Erasures that are complete.</summary>
    public IReadOnlyList<string> Completed { get; init; } = [];
}

namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>Something that can be started for the comparison.</summary>
/// <param name="Key">How <c>--contestants</c> names it.</param>
/// <param name="Name">How the table names it.</param>
/// <param name="Guarantees">What its 200 means.</param>
/// <param name="StartAsync">Starts it.</param>
internal sealed record ContestantKind(
    string Key, string Name, Guarantees Guarantees, Func<Arena, ContestantKind, Task<Contestant>> StartAsync)
{
    /// <summary>Whether it is the Receiver.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Whether it needs PostgreSQL.</summary>
    public bool NeedsPostgreSql { get; init; }

    /// <summary>What it is compared with.</summary>
    public bool IsBare { get; init; }
}

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Whom a story is about, and when it happens.</summary>
/// <param name="Story">The story's number, unique among all stories.</param>
/// <param name="Main">Stands where the samples have Avery.</param>
/// <param name="Companion">Stands where the samples have Jordan: of the same organization.</param>
/// <param name="Days">By how many days the story is later than the samples.</param>
internal sealed record Cast(int Story, Traveler Main, Traveler Companion, int Days)
{
    public Organization Organization => Main.Organization;
}

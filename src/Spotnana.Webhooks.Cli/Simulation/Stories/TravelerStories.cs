namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>A profile, from its creation on.</summary>
internal static class TravelerStories
{
    /// <summary>Created, perhaps updated, perhaps deactivated and purged: after the last event of any booking.</summary>
    public static void Profile(Story story)
    {
        var subject = $"traveler/{story.Names.Cast.Companion.Id}";
        story.Tell("traveler-v2.create", subject);
        if (story.Pick(2) == 0)
            story.Tell("traveler-v2.update", subject);
        if (story.Pick(4) == 0)
        {
            story.Tell("traveler-v2.delete", subject);
            story.Tell("traveler-v2.purge", subject);
        }
    }
}

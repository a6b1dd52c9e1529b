using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>An agent's task for a booking whose card was declined.</summary>
internal static class AgentTask
{
    private const string Created = "agent-task-details.task-create";
    private const string Updated = "agent-task-details.task-update";
    private const string Id = "c4d14ce7-cf2c-5bab-8832-17eb4c41bc69";

    /// <returns>When it was created.</returns>
    public static DateTimeOffset Create(Story story) => story.Tell(Created, Subject(story), (payload, at) => Time(payload, at, at));

    public static void Complete(Story story, DateTimeOffset createdAt) =>
        story.Tell(Updated, Subject(story), (payload, at) => Time(payload, createdAt, at));

    private static string Subject(Story story) => $"task/{story.Names[Id]}";

    // What happened to it lies between its creation and this event
    private static void Time(JsonObject payload, DateTimeOffset createdAt, DateTimeOffset now)
    {
        payload["createdAt"] = Instants.Utc(createdAt);
        var events = payload.Parts("events").ToList();
        foreach (var (index, one) in events.Index())
            one["dateTime"] = Instants.Utc(createdAt + ((now - createdAt) * index / Math.Max(1, events.Count - 1)));
    }
}

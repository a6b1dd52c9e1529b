using System.Text.Json;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>Work for a travel agent, as an <c>AGENT_TASK_DETAILS</c> event tells it.</summary>
public sealed record AgentTask : IPayload<AgentTask>
{
    /// <inheritdoc/>
    public static EventType EventType => EventType.AgentTaskDetails;

    /// <summary>Its id.</summary>
    public string? Id { get; init; }

    /// <summary>What it is, such as <c>TAW - Tickets to print</c>.</summary>
    public string? Type { get; init; }

    /// <summary>A word such as <c>ACTIVE</c>.</summary>
    public string? Status { get; init; }

    /// <summary>A word such as <c>MEDIUM</c>.</summary>
    public string? Priority { get; init; }

    /// <summary>What is to be done, in words.</summary>
    public string? Description { get; init; }

    /// <summary>When it came up.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Who travels.</summary>
    public Person? Traveler { get; init; }

    /// <summary>Who arranged the trip.</summary>
    public Person? Arranger { get; init; }

    /// <summary>The agent who does it.</summary>
    public Person? Agent { get; init; }

    /// <summary>Whose it is, a word such as <c>UNASSIGNED</c>.</summary>
    public string? Assignee { get; init; }

    /// <summary>The group of agents.</summary>
    public string? Group { get; init; }

    /// <summary>The customer.</summary>
    public Named? Organization { get; init; }

    /// <summary>The booking.</summary>
    public string? PnrId { get; init; }

    /// <summary>The booking's record locator.</summary>
    public string? RecordLocator { get; init; }

    /// <summary>The trip.</summary>
    public string? TripId { get; init; }

    /// <summary>Where it was booked, such as <c>SABRE</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Who brought it up, a word such as <c>SUPPLIER</c>.</summary>
    public string? Origin { get; init; }

    /// <summary>The first day of the trip.</summary>
    public DateOnly? TravelStartsOn { get; init; }

    /// <summary>The day of the booking.</summary>
    public DateOnly? BookedOn { get; init; }

    /// <summary>What happened to it.</summary>
    public IReadOnlyList<TaskEvent> Events { get; init; } = [];

    /// <inheritdoc/>
    public static AgentTask Read(JsonElement payload) => PayloadReading.Read(payload, Read);

    /// <summary>For logs: nothing of a person.</summary>
    public override string ToString() => $"task {Id}";

    /// <summary>Reads the payload of a whole body, as it was received.</summary>
    /// <exception cref="PayloadException">A value is of another kind than Spotnana publishes, or the body is no JSON.</exception>
    public static AgentTask Parse(ReadOnlyMemory<byte> body) => PayloadReading.Parse<AgentTask>(body);

    private static AgentTask Read(Node node) => new()
    {
        Id = node["id"u8].Id,
        Type = node["taskType"u8].Text,
        Status = node["status"u8].Text,
        Priority = node["priority"u8].Text,
        Description = node["description"u8].Text,
        CreatedAt = node["createdAt"u8].Instant,
        Traveler = Person.Read(node["primaryTraveler"u8]),
        Arranger = Person.Read(node["travelArranger"u8]),
        Agent = Person.Read(node["assignedAgentBasicInfo"u8])
            ?? (node["assignedAgent"u8].Id is { } agent ? new Person { Id = agent } : null),
        Assignee = node["assignee"u8].Text,
        Group = node["assignedGroup"u8].Text,
        Organization = Named.Read(node["organization"u8]),
        PnrId = node["pnrId"u8].Id,
        RecordLocator = node["sourcePnrId"u8].Text,
        TripId = node["tripId"u8].Id,
        Source = node["source"u8].Text,
        Origin = node["taskOrigin"u8].Text,
        TravelStartsOn = node["travelStartDate"u8].Day,
        BookedOn = node["bookingDate"u8].Day,
        Events = node["events"u8].List(TaskEvent.Read),
    };
}

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>
/// One event of the simulated world. Its body is made when it is needed, always the same: many bodies would fill the memory.
/// </summary>
/// <param name="EventType">As in the body.</param>
/// <param name="Operation">As in the body.</param>
/// <param name="OrganizationId">Of the audience.</param>
/// <param name="Subject">What the receiver should take it to be about; null for an event type that it does not know.</param>
/// <param name="Version">Of the booking; null where the event type has none.</param>
/// <param name="OccurredAt">The envelope's timestamp.</param>
/// <param name="MakeBody">Makes the bytes.</param>
internal sealed record SimulatedEvent(
    string EventType, string Operation, string OrganizationId, string? Subject, int? Version, DateTimeOffset OccurredAt,
    Func<byte[]> MakeBody);

namespace Spotnana.Webhooks.Contract;

/// <summary>The values that identify, route and order an event, read from a delivery's body by <see cref="EnvelopeReader"/>.</summary>
/// <remarks>Sources: Spotnana's Webhook Events document, its integration-steps page and its config-model page.</remarks>
public sealed record Envelope
{
    /// <summary>
    /// The property <c>event_type</c>, or <c>eventType</c>, as an older page has it. Never empty; at most 200 characters, no control
    /// characters.
    /// </summary>
    public required EventType EventType { get; init; }

    /// <summary>
    /// The property <c>operation</c>. Null where it is absent, empty, not a string, longer than 200 characters, or contains control
    /// characters.
    /// </summary>
    public Operation? Operation { get; init; }

    /// <summary>
    /// The property <c>timestamp</c>, the time at which Spotnana made the event: the text as sent, of any length. Null where it is
    /// absent, empty or not a string.
    /// </summary>
    public string? Timestamp { get; init; }

    /// <summary><see cref="Timestamp"/> as a time in UTC. Null where it cannot be parsed.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>
    /// The id of the customer organization: <c>audience.organizationId</c>, else the one in the payload, whose place depends on the event
    /// type. Null where there is neither, or where it is longer than 200 characters or contains control characters.
    /// </summary>
    public string? OrganizationId { get; init; }

    /// <summary>
    /// The booking, trip or other thing that the event is about. Null where the payload does not name it, and for event types that this
    /// version does not know.
    /// </summary>
    public Subject? Subject { get; init; }

    /// <summary>The version of the booking, which grows with each change. Null for event types that carry none.</summary>
    public long? Version { get; init; }
}

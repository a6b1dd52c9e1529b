namespace Spotnana.Webhooks.Contract;

/// <summary>What the body of a delivery says about itself, read by <see cref="EnvelopeReader"/>.</summary>
/// <remarks>Sources: Spotnana's Webhook Events document, its integration-steps page and its config-model page.</remarks>
public sealed record Envelope
{
    /// <summary>
    /// The property <c>event_type</c>, or <c>eventType</c> as an older page has it. Never empty, at most 200
    /// characters, no control characters.
    /// </summary>
    public required EventType EventType { get; init; }

    /// <summary>
    /// The property <c>operation</c>. Null where it is absent, no text, empty, longer than 200 characters or holds control characters.
    /// </summary>
    public Operation? Operation { get; init; }

    /// <summary>
    /// The property <c>timestamp</c>, when Spotnana made the event: the text as sent, of any length. Null where
    /// it is absent, no text or empty.
    /// </summary>
    public string? Timestamp { get; init; }

    /// <summary><see cref="Timestamp"/> as a time, in UTC. Null where it cannot be read as one.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>
    /// The customer organization: <c>audience.organizationId</c>, else where the payload of the event type has it. Null where neither is
    /// there, or where it is longer than 200 characters or holds control characters.
    /// </summary>
    public string? OrganizationId { get; init; }

    /// <summary>
    /// What the event is about. Null where the payload names nothing, and for event types that this version does not know.
    /// </summary>
    public Subject? Subject { get; init; }

    /// <summary>The version of the booking, which grows with each change. Null for event types that carry none.</summary>
    public long? Version { get; init; }
}

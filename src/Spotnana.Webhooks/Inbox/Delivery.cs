using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Inbox;

/// <summary>One authenticated POST and the routing values read from it.</summary>
public sealed record Delivery
{
    /// <summary>The name of the subscription whose secret authenticated it.</summary>
    public required string Subscription { get; init; }

    /// <summary>
    /// The header <c>x-spotnana-webhook-id</c>, unique within the subscription. For a delivery with a token in place of a signature,
    /// <c>sha256:</c> and <see cref="Sha256"/> in hexadecimal.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The bytes that were sent, unchanged.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>SHA-256 of <see cref="Body"/>, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Sha256 { get; init; }

    /// <summary>
    /// When Spotnana sent it: the header <c>x-spotnana-webhook-timestamp</c>, in whole seconds; without a signature,
    /// when it arrived here. In an inbox: when it was sent last.
    /// </summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>When it arrived here.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The envelope's <c>timestamp</c>, or <see cref="SentAt"/> where that is missing or not a time. It orders a lane.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The event type. Null only where the envelope was not readable.</summary>
    public EventType? EventType { get; init; }

    /// <summary>The operation. Null where the envelope names none.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The id of the customer organization. Null where none could be read.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The subject of the event, for example <c>pnr/6104417720</c>. Null where the payload names none.</summary>
    public string? Subject { get; init; }

    /// <summary>The booking's version, which grows with each change. Null for event types that carry none.</summary>
    public long? Version { get; init; }

    /// <summary>The header <c>X-B3-TraceId</c>: 16 or 32 lower-case hexadecimal digits. Null where absent or malformed.</summary>
    public string? TraceId { get; init; }

    /// <summary>The header <c>X-B3-SpanId</c>: 16 lower-case hexadecimal digits. Null where absent or malformed.</summary>
    public string? SpanId { get; init; }

    /// <summary>The same POST with the routing values and the <see cref="OccurredAt"/> of its envelope.</summary>
    /// <param name="envelope">The envelope that <see cref="EnvelopeReader"/> read from <see cref="Body"/>.</param>
    public Delivery WithRoutingOf(Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return this with
        {
            OccurredAt = envelope.OccurredAt ?? SentAt,
            EventType = envelope.EventType,
            Operation = envelope.Operation,
            OrganizationId = envelope.OrganizationId,
            Subject = envelope.Subject?.ToString(),
            Version = envelope.Version,
        };
    }

    /// <summary>The same POST with the routing values that another reading of its body found.</summary>
    internal Delivery WithRoutingOf(Delivery found) => this with
    {
        OccurredAt = found.OccurredAt,
        EventType = found.EventType,
        Operation = found.Operation,
        OrganizationId = found.OrganizationId,
        Subject = found.Subject,
        Version = found.Version,
    };
}

using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>A stored delivery and its handlers' progress, without its body.</summary>
public sealed record DeliverySummary
{
    /// <summary>The inbox's own number: unique in the inbox, never used twice, rising in the order of storing.</summary>
    public required long Sequence { get; init; }

    /// <summary>The name of the subscription.</summary>
    public required string Subscription { get; init; }

    /// <summary>The id. Within the subscription, only copies of the delivery share it: see <see cref="Copy"/>.</summary>
    public required string Id { get; init; }

    /// <summary>0 for the first delivery with its id; 1 and up for later ones that had the same id but other bytes.</summary>
    public required int Copy { get; init; }

    /// <summary>The event type. Null only where the envelope was not readable.</summary>
    public EventType? EventType { get; init; }

    /// <summary>The operation. Null where the envelope names none.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The id of the customer organization. Null where none could be read.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The subject of the event. Null where the payload names none.</summary>
    public string? Subject { get; init; }

    /// <summary>The booking's version. Null for event types that carry none.</summary>
    public long? Version { get; init; }

    /// <summary>When Spotnana sent it.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>When the event happened.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it arrived here.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The B3 trace id. Null where absent.</summary>
    public string? TraceId { get; init; }

    /// <summary>The B3 span id. Null where absent.</summary>
    public string? SpanId { get; init; }

    /// <summary>The length of the body in bytes, even where the body is gone.</summary>
    public required int Bytes { get; init; }

    /// <summary>The state, derived from the handlings.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>Why it is dead; else null. If its handlings differ, the first reason in the order of <see cref="DeadReason"/>.</summary>
    public DeadReason? Reason { get; init; }

    /// <summary>One for each handler that matched, by name.</summary>
    public required IReadOnlyList<HandlingSummary> Handlings { get; init; }

    /// <summary>Whose body its body is.</summary>
    public BodyOwner ToBodyOwner() => new(Subscription, Id, Copy);

    /// <summary>The delivery as it was stored.</summary>
    /// <param name="sha256">SHA-256 of its body, 32 bytes.</param>
    /// <param name="body">Its body; empty where that was removed.</param>
    public Delivery ToDelivery(ReadOnlyMemory<byte> sha256, ReadOnlyMemory<byte> body) => new()
    {
        Subscription = Subscription,
        Id = Id,
        Body = body,
        Sha256 = sha256,
        SentAt = SentAt,
        ReceivedAt = ReceivedAt,
        OccurredAt = OccurredAt,
        EventType = EventType,
        Operation = Operation,
        OrganizationId = OrganizationId,
        Subject = Subject,
        Version = Version,
        TraceId = TraceId,
        SpanId = SpanId,
    };
}

using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>Selects deliveries: those that match every property that is not null.</summary>
public sealed record DeliveryFilter
{
    /// <summary>Every delivery.</summary>
    public static DeliveryFilter All { get; } = new();

    /// <summary>The state of the delivery, derived from all its handlings.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>
    /// Why the delivery or one of its handlings is dead; with a <see cref="Handler"/>, why that handler's handling is. Without a
    /// <see cref="State"/>, only deliveries whose state is dead match.
    /// </summary>
    public DeadReason? Reason { get; init; }

    /// <summary>The name of a handler that has a handling of the delivery, case-sensitive.</summary>
    public string? Handler { get; init; }

    /// <summary>The event type, case-sensitive.</summary>
    public EventType? EventType { get; init; }

    /// <summary>The operation, in any published spelling.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The id of the customer organization, not case-sensitive.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>
    /// The subject of the event, for example <c>pnr/6104417720</c>, case-sensitive. Without its kind it is looked for in all kinds: see
    /// <see cref="Contract.Subject.Meanings"/>.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>The name of the subscription, case-sensitive.</summary>
    public string? Subscription { get; init; }

    /// <summary>The B3 trace id, not case-sensitive.</summary>
    public string? TraceId { get; init; }

    /// <summary>Received at this time or later.</summary>
    public DateTimeOffset? ReceivedFrom { get; init; }

    /// <summary>Received before this time.</summary>
    public DateTimeOffset? ReceivedTo { get; init; }
}

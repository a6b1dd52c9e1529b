using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>Which deliveries are meant. What is null does not narrow; everything else must hold at once.</summary>
public sealed record DeliveryFilter
{
    /// <summary>Every delivery.</summary>
    public static DeliveryFilter All { get; } = new();

    /// <summary>The state of the delivery, derived from all its handlings.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>
    /// Why it is dead: the delivery, or one of its handlings; with a <see cref="Handler"/>, that handler's. Without a <see cref="State"/>
    /// only deliveries whose state is dead are meant.
    /// </summary>
    public DeadReason? Reason { get; init; }

    /// <summary>The name of a handler that has a handling of it, letter by letter.</summary>
    public string? Handler { get; init; }

    /// <summary>The event type, letter by letter.</summary>
    public EventType? EventType { get; init; }

    /// <summary>The operation, in any published spelling.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The id of the customer organization, in any case.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>What the event is about, for example <c>pnr/6104417720</c>, letter by letter.</summary>
    public string? Subject { get; init; }

    /// <summary>The name of the subscription, letter by letter.</summary>
    public string? Subscription { get; init; }

    /// <summary>The B3 trace id, in any case.</summary>
    public string? TraceId { get; init; }

    /// <summary>Received at this time or later.</summary>
    public DateTimeOffset? ReceivedFrom { get; init; }

    /// <summary>Received before this time.</summary>
    public DateTimeOffset? ReceivedTo { get; init; }
}

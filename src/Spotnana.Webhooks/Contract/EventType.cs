namespace Spotnana.Webhooks.Contract;

/// <summary>
/// The kind of thing that an event is about. The set is open: a name that this version does not know is kept as received.
/// </summary>
/// <remarks>
/// Known names: <c>WebhookEventTypeEnum</c> of Spotnana's Webhook Subscription API v3. Equality is by name, case-sensitive.
/// </remarks>
public readonly record struct EventType
{
    /// <summary>A traveler's profile.</summary>
    public static readonly EventType TravelerV2 = new("TRAVELER_V2");

    /// <summary>One booking (air, hotel, car, rail, limo or other).</summary>
    public static readonly EventType PnrV3 = new("PNR_V3");

    /// <summary>A whole trip with all its bookings.</summary>
    public static readonly EventType TripDetailsV3 = new("TRIP_DETAILS_V3");

    /// <summary>A booking that waits for an approver.</summary>
    public static readonly EventType PnrApproval = new("PNR_APPROVAL");

    /// <summary>A task of a travel agent.</summary>
    public static readonly EventType AgentTaskDetails = new("AGENT_TASK_DETAILS");

    /// <summary>A fee that a travel-management company charges.</summary>
    public static readonly EventType ServiceCharge = new("SERVICE_CHARGE");

    private readonly string? _name;

    /// <summary>Makes an event type from its name, known or not.</summary>
    /// <param name="name">The name as Spotnana sends it, for example <c>PNR_V3</c>.</param>
    public EventType(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _name = name;
    }

    /// <summary>All event types that this version knows.</summary>
    public static IReadOnlyList<EventType> Known { get; } =
        [TravelerV2, PnrV3, TripDetailsV3, PnrApproval, AgentTaskDetails, ServiceCharge];

    /// <summary>The name as Spotnana sends it. Empty, never null, for <c>default</c>.</summary>
    public string Name => _name ?? "";

    /// <summary>True when the names are equal, case included.</summary>
    public bool Equals(EventType other) => string.Equals(Name, other.Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

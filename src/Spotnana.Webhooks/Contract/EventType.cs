namespace Spotnana.Webhooks.Contract;

/// <summary>
/// What kind of thing an event is about. The set is open: a name that this version does not know is kept as it came.
/// </summary>
/// <param name="Name">The name as Spotnana sends it, for example <c>PNR_V3</c>.</param>
/// <remarks>Known names: <c>WebhookEventTypeEnum</c> of Spotnana's Webhook Subscription API v3.</remarks>
public readonly record struct EventType(string Name)
{
    /// <summary>A traveler's profile.</summary>
    public static readonly EventType TravelerV2 = new("TRAVELER_V2");

    /// <summary>One booking (air, hotel, car, rail, limo or other).</summary>
    public static readonly EventType PnrV3 = new("PNR_V3");

    /// <summary>A whole trip with all its bookings.</summary>
    public static readonly EventType TripDetailsV3 = new("TRIP_DETAILS_V3");

    /// <summary>A booking waits for an approver.</summary>
    public static readonly EventType PnrApproval = new("PNR_APPROVAL");

    /// <summary>A task of a travel agent.</summary>
    public static readonly EventType AgentTaskDetails = new("AGENT_TASK_DETAILS");

    /// <summary>A fee that a travel-management company charges.</summary>
    public static readonly EventType ServiceCharge = new("SERVICE_CHARGE");

    /// <summary>All names that this version knows.</summary>
    public static IReadOnlyList<EventType> Known { get; } =
        [TravelerV2, PnrV3, TripDetailsV3, PnrApproval, AgentTaskDetails, ServiceCharge];

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

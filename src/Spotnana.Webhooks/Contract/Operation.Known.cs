namespace Spotnana.Webhooks.Contract;

// The names of Spotnana's Webhook Events document (TRAVELER_V2, AGENT_TASK_DETAILS, PNR_APPROVAL, SERVICE_CHARGE) and of its
// booking lifecycle pages (PNR_V3). The list must come after the fields that it holds: static fields are set in their textual order.
public readonly partial record struct Operation
{
    /// <summary><c>TRAVELER_V2</c>: a new profile.</summary>
    public static readonly Operation Create = new("CREATE");

    /// <summary><c>TRAVELER_V2</c>: a changed profile.</summary>
    public static readonly Operation Update = new("UPDATE");

    /// <summary><c>TRAVELER_V2</c>: a profile was deactivated; it can come back.</summary>
    public static readonly Operation Delete = new("DELETE");

    /// <summary><c>TRAVELER_V2</c>: a profile was deleted for good. Erase everything that you keep of it.</summary>
    public static readonly Operation Purge = new("PURGE");

    /// <summary><c>AGENT_TASK_DETAILS</c>: a new task.</summary>
    public static readonly Operation TaskCreate = new("TASK_CREATE");

    /// <summary><c>AGENT_TASK_DETAILS</c>: a task changed.</summary>
    public static readonly Operation TaskUpdate = new("TASK_UPDATE");

    /// <summary><c>PNR_APPROVAL</c>: a soft approval is asked for. The operation that Spotnana's Webhook Events page shows.</summary>
    public static readonly Operation SoftApproval = new("SOFT_APPROVAL");

    /// <summary><c>PNR_APPROVAL</c>: a hard approval is asked for. One of the trip API's approval types, not on any webhook page.</summary>
    public static readonly Operation HardApproval = new("HARD_APPROVAL");

    /// <summary><c>PNR_APPROVAL</c>: a passive approval. One of the trip API's approval types, not on any webhook page.</summary>
    public static readonly Operation PassiveApproval = new("PASSIVE_APPROVAL");

    /// <summary><c>PNR_APPROVAL</c>: a pre-approval is asked for. One of the trip API's approval types, not on any webhook page.</summary>
    public static readonly Operation PreApproval = new("PRE_APPROVAL");

    /// <summary><c>SERVICE_CHARGE</c>: a service fee was charged.</summary>
    public static readonly Operation ServiceFee = new("SERVICE_FEE");

    /// <summary>
    /// <c>PNR_V3</c>: the supplier confirmed the reservation. Air: the card is authorised, but there is no ticket yet. Hotel, car: a
    /// prepaid booking is charged now.
    /// </summary>
    public static readonly Operation BookingCreated = new("BOOKING_CREATED");

    /// <summary><c>PNR_V3</c>, air: a ticket was issued; also the new ticket of an exchange.</summary>
    public static readonly Operation BookingTicketed = new("BOOKING_TICKETED");

    /// <summary><c>PNR_V3</c>, air: the card was declined before ticketing. Sent once for each failed retry; the booking stays.</summary>
    public static readonly Operation PaymentDeclined = new("PAYMENT_DECLINED");

    /// <summary>
    /// <c>PNR_V3</c>, air: a booking was split off from one with several travelers. Sent in place of <see cref="BookingCreated"/> and
    /// <see cref="BookingTicketed"/>.
    /// </summary>
    public static readonly Operation SplitPnrCreated = new("SPLIT_PNR_CREATED");

    /// <summary><c>PNR_V3</c>, air: an exchange changed the itinerary and the same ticket was revalidated.</summary>
    public static readonly Operation FlightChanged = new("FLIGHT_CHANGED");

    /// <summary>
    /// <c>PNR_V3</c>, air: a ticket was cancelled after its void window, refundable or not; also the old ticket of an exchange. Sent when
    /// the refund is asked for, not when money arrives.
    /// </summary>
    public static readonly Operation TicketRefunded = new("TICKET_REFUNDED");

    /// <summary><c>PNR_V3</c>, air: a ticket was voided, usually within 24 hours of issue, for the full amount.</summary>
    public static readonly Operation TicketVoided = new("TICKET_VOIDED");

    /// <summary><c>PNR_V3</c>, air: the airline changed the schedule and waits for a confirmation.</summary>
    public static readonly Operation FlightScheduleChangePending = new("FLIGHT_SCHEDULE_CHANGE_PENDING");

    /// <summary><c>PNR_V3</c>, air: a pending schedule change was confirmed and closed.</summary>
    public static readonly Operation FlightScheduleChangeClosed = new("FLIGHT_SCHEDULE_CHANGE_CLOSED");

    /// <summary><c>PNR_V3</c>, air: the airline moved the traveler to another cabin.</summary>
    public static readonly Operation FlightCabinChanged = new("FLIGHT_CABIN_CHANGED");

    /// <summary>
    /// <c>PNR_V3</c>, air: one or more segments were cancelled, though the booking may live on; or the airline cancelled an unticketed
    /// reservation. Also received as <c>FLIGHT_CANCELED</c>.
    /// </summary>
    public static readonly Operation FlightCancelled = new("FLIGHT_CANCELLED");

    /// <summary><c>PNR_V3</c>, air: a requested seat was confirmed.</summary>
    public static readonly Operation FlightSeatConfirmed = new("FLIGHT_SEAT_CONFIRMED");

    /// <summary><c>PNR_V3</c>, air: the airline assigned another seat. A fee that was paid is not refunded automatically.</summary>
    public static readonly Operation FlightSeatChanged = new("FLIGHT_SEAT_CHANGED");

    /// <summary><c>PNR_V3</c>, air: a confirmed seat was taken away. Also received as <c>FLIGHT_SEAT_CANCELED</c>.</summary>
    public static readonly Operation FlightSeatCancelled = new("FLIGHT_SEAT_CANCELLED");

    /// <summary><c>PNR_V3</c>, hotel and car: the same booking was modified (dates, places, guests, rate).</summary>
    public static readonly Operation BookingUpdated = new("BOOKING_UPDATED");

    /// <summary>
    /// <c>PNR_V3</c>, hotel and car: booked again at another rate, room, property or supplier; the confirmation number changed.
    /// </summary>
    public static readonly Operation BookingRebooked = new("BOOKING_REBOOKED");

    /// <summary>
    /// <c>PNR_V3</c>, hotel and car: the traveler cancelled; also the first half of cancel-and-rebook. Also received as
    /// <c>BOOKING_CANCELLED_BY_TRAVELER</c>.
    /// </summary>
    public static readonly Operation BookingCanceledByTraveler = new("BOOKING_CANCELED_BY_TRAVELER");

    /// <summary>
    /// <c>PNR_V3</c>, hotel and car: the hotel or rental company cancelled. Also received as <c>BOOKING_CANCELLED_BY_VENDOR</c>.
    /// </summary>
    public static readonly Operation BookingCanceledByVendor = new("BOOKING_CANCELED_BY_VENDOR");

    /// <summary>
    /// <c>PNR_V3</c>: an invoice or credit note is available. Sent once for each document, so usually more than once for a booking.
    /// </summary>
    public static readonly Operation InvoiceGenerated = new("INVOICE_GENERATED");

    /// <summary><c>PNR_V3</c>: the trip's name or description changed, but the booking did not.</summary>
    public static readonly Operation TripUpdated = new("TRIP_UPDATED");

    /// <summary><c>PNR_V3</c>: any other change; also sent beside a specific operation whenever the booking's version grows.</summary>
    public static readonly Operation BookingOtherUpdate = new("BOOKING_OTHER_UPDATE");

    /// <summary><c>PNR_V3</c>, rail: a refund. Seen in partners' code, not on Spotnana's pages.</summary>
    public static readonly Operation Refund = new("REFUND");

    /// <summary><c>PNR_V3</c>, rail: an exchange. Seen in partners' code, not on Spotnana's pages.</summary>
    public static readonly Operation Exchange = new("EXCHANGE");

    /// <summary>All operations that this version knows.</summary>
    public static IReadOnlyList<Operation> Known { get; } =
    [
        Create, Update, Delete, Purge,
        TaskCreate, TaskUpdate,
        SoftApproval, HardApproval, PassiveApproval, PreApproval,
        ServiceFee,
        BookingCreated, BookingTicketed, PaymentDeclined, SplitPnrCreated, FlightChanged, TicketRefunded, TicketVoided,
        FlightScheduleChangePending, FlightScheduleChangeClosed, FlightCabinChanged, FlightCancelled,
        FlightSeatConfirmed, FlightSeatChanged, FlightSeatCancelled,
        BookingUpdated, BookingRebooked, BookingCanceledByTraveler, BookingCanceledByVendor,
        InvoiceGenerated, TripUpdated, BookingOtherUpdate, Refund, Exchange,
    ];
}

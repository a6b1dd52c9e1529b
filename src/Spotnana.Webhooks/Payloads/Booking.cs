using System.Text.Json;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Payloads;

/// <summary>
/// A booking, as a <c>PNR_V3</c> event tells it: the whole of it, as it was then. By what is booked it is an <see cref="AirBooking"/>, a
/// <see cref="HotelBooking"/>, a <see cref="CarBooking"/>, a <see cref="RailBooking"/>, a <see cref="LimoBooking"/> or a
/// <see cref="MiscBooking"/>.
/// </summary>
public partial record Booking : IPayload<Booking>
{
    /// <summary>
    /// The operations that can bring a flight's first ticket. A booking that was split off another one has its tickets from the start, and
    /// no <c>BOOKING_TICKETED</c> comes for it.
    /// </summary>
    public static IReadOnlyList<Operation> FirstTicketOperations { get; } = [Operation.BookingTicketed, Operation.SplitPnrCreated];

    /// <inheritdoc/>
    public static EventType EventType => EventType.PnrV3;

    /// <summary>What is booked.</summary>
    public virtual BookingType Type => BookingType.Unknown;

    /// <summary>Spotnana's id of the booking.</summary>
    public string? PnrId { get; init; }

    /// <summary>Grows with each change of the booking. Several events can tell of the same version.</summary>
    public long? Version { get; init; }

    /// <summary>The trip that it belongs to.</summary>
    public string? TripId { get; init; }

    /// <summary>What the trip is called, and when it is.</summary>
    public TripOutline? Trip { get; init; }

    /// <summary>The state in a word such as <c>CONFIRMED_STATUS</c>: see <see cref="BookingStatus"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Whether nothing is left of it to travel with: cancelled, refunded or voided.</summary>
    public bool IsCancelled => BookingStatus.IsCancelled(Status);

    /// <summary>The supplier's record locator, such as <c>EXA7QW</c>.</summary>
    public string? RecordLocator { get; init; }

    /// <summary>Where it was booked, such as <c>SABRE</c>.</summary>
    public string? Source { get; init; }

    /// <summary>How it came about: <c>OBT</c>, <c>OFFLINE</c>, <c>API</c>, <c>SHELL</c>, <c>PASSIVE</c>.</summary>
    public string? CreatedVia { get; init; }

    /// <summary>When it was booked.</summary>
    public DateTimeOffset? BookedAt { get; init; }

    /// <summary>When Spotnana stored it first.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When Spotnana changed it last.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The customer's id, from the travelers, else from whoever asked for the booking.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Who travels.</summary>
    public IReadOnlyList<BookedTraveler> Travelers { get; init; } = [];

    /// <summary>All that is used on the way, in order: flights, stays, cars, trains.</summary>
    public virtual IReadOnlyList<Segment> Segments => [];

    /// <summary>The tickets of flights and trains, whatever their status.</summary>
    public virtual IReadOnlyList<Ticket> Tickets => [];

    /// <summary>
    /// The tickets of the last confirmed state, of a booking that is cancelled and may show no others any more. Their status is as it was
    /// then.
    /// </summary>
    public IReadOnlyList<Ticket> LastConfirmedTickets { get; init; } = [];

    /// <summary>The price of all (<c>totalFareAmount</c>).</summary>
    public Fare? Total { get; init; }

    /// <summary>Parts of the price beside the fare, such as seats.</summary>
    public IReadOnlyList<AdditionalFare> AdditionalFares { get; init; } = [];

    /// <summary>The travel agency's fees.</summary>
    public IReadOnlyList<ServiceFee> ServiceFees { get; init; } = [];

    /// <summary>What the customer paid, payment by payment.</summary>
    public IReadOnlyList<Payment> Payments { get; init; } = [];

    /// <summary>What was charged and refunded, by means of payment.</summary>
    public IReadOnlyList<PaymentTotal> PaymentTotals { get; init; } = [];

    /// <summary>The invoices.</summary>
    public IReadOnlyList<Invoice> Invoices { get; init; } = [];

    /// <summary>Documents that can be fetched, those of <see cref="Invoices"/> among them.</summary>
    public IReadOnlyList<Document> Documents { get; init; } = [];

    /// <summary>What has been approved or waits for it.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>Whether it keeps the customer's travel policy.</summary>
    public Policy? Policy { get; init; }

    /// <summary>What was answered to the customer's own questions.</summary>
    public IReadOnlyList<CustomField> CustomFields { get; init; } = [];

    /// <summary>Who did what to it, and when.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>The bookings in whose place it came, when the supplier cancels and books anew.</summary>
    public IReadOnlyList<string> Replaces { get; init; } = [];

    /// <summary>The booking that came in its place.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>A word such as <c>RATE_ASSURANCE</c> or <c>MODIFY</c>, where it was rebooked.</summary>
    public string? RebookType { get; init; }

    /// <summary>The customer's number in the travel agency's accounts.</summary>
    public string? DkNumber { get; init; }

    /// <summary>The booking's id in another system.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Whether nothing is open any more in Spotnana's eyes.</summary>
    public bool IsFinalized { get; init; }

    /// <summary>Whether its invoice comes later than usual.</summary>
    public bool IsInvoiceDelayed { get; init; }

    /// <summary>Whether an agent has to be asked for changes.</summary>
    public bool MustContactSupport { get; init; }

    /// <summary>A word such as <c>STANDARD</c> or <c>EVENT</c>.</summary>
    public string? TripUsage { get; init; }

    /// <summary>
    /// When Spotnana's own data was newer than this snapshot: the time of the newest. Null: this is the newest.
    /// </summary>
    public DateTimeOffset? NewerSince { get; init; }

    /// <summary>
    /// What is different since an older snapshot. Spotnana sends whole bookings and no differences; several events may tell of one version,
    /// and then nothing is different.
    /// </summary>
    /// <param name="previous">The older snapshot. Null: there is none, and all that is here is new.</param>
    public BookingChanges ChangesSince(Booking? previous) => BookingChanges.Between(previous, this);

    /// <inheritdoc/>
    /// <remarks>The payload may be the booking, or hold it as <c>data</c>.</remarks>
    public static Booking Read(JsonElement payload) => PayloadReading.Read(payload, BookingReader.Read);

    /// <summary>For logs: nothing of a person.</summary>
    public sealed override string ToString() => $"booking {PnrId}, version {Version}";

    /// <summary>Reads the payload of a whole body, as it was received.</summary>
    /// <exception cref="PayloadException">A value is of another kind than Spotnana publishes, or the body is no JSON.</exception>
    public static Booking Parse(ReadOnlyMemory<byte> body) => PayloadReading.Parse<Booking>(body);
}

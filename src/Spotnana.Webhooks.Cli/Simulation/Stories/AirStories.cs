using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Lifecycles of flights.</summary>
internal static class AirStories
{
    private const string Created = "pnr-v3.booking-created.air";
    private const string Declined = "pnr-v3.payment-declined.air";
    private const string Ticketed = "pnr-v3.booking-ticketed.air";
    private const string Invoiced = "pnr-v3.invoice-generated.air";
    private const string SeatChanged = "pnr-v3.flight-seat-changed.air";
    private const string SchedulePending = "pnr-v3.flight-schedule-change-pending.air";
    private const string Changed = "pnr-v3.flight-changed.air";
    private const string OtherUpdate = "pnr-v3.booking-other-update.air";
    private const string Cancelled = "pnr-v3.flight-cancelled.air";
    private const string Refunded = "pnr-v3.ticket-refunded.air";
    private const string Voided = "pnr-v3.ticket-voided.air";
    private const string Split = "pnr-v3.split-pnr-created.air";
    private const string Approval = "pnr-approval.soft-approval";
    private const string HardApproval = "pnr-approval.hard-approval";

    public static void HappyPath(Story story)
    {
        var flight = Ticket(story);
        story.Tell(flight, Ticketed, "BOOKING_OTHER_UPDATE", sameVersion: true);
        Invoice(story, flight);
    }

    public static void TripRenamed(Story story)
    {
        var flight = Ticket(story);
        Invoice(story, flight);
        story.Tell(flight, Invoiced, "TRIP_UPDATED", payload => payload.Part("basicTripInfo")["tripName"] = "Summit, new date");
    }

    public static void CardDeclinedThenTicketed(Story story)
    {
        var (flight, taskCreatedAt) = Decline(story);
        story.Tell(flight, Ticketed);
        AgentTask.Complete(story, taskCreatedAt);
        Invoice(story, flight);
    }

    public static void CardDeclinedThenCancelledByAirline(Story story)
    {
        var (flight, _) = Decline(story);
        // With one L, as the booking page spells it
        story.Tell(flight, Declined, "FLIGHT_CANCELED", TicketState.CancelledUnticketed.ApplyTo);
    }

    public static void ExchangeForNewTicket(Story story)
    {
        var flight = Ticket(story);
        Invoice(story, flight);
        var refunded = TellRefund(story, flight);
        story.Tell(
            flight, Changed, "BOOKING_TICKETED", payload => AirBody.Exchange(payload, flight.Names, refunded),
            ("ticketsIssued", [StoryNames.NewTicket]));
    }

    public static void ExchangeByRevalidation(Story story)
    {
        var flight = Ticket(story);
        Invoice(story, flight);
        story.Tell(flight, Changed, edit: AirBody.DropScheduleChange);
    }

    public static void Void(Story story)
    {
        // Told backwards from the one sample of a voided booking, so that its fare is the same all along
        var flight = new Booking("6104420916", story.Names);
        story.Tell(flight, Voided, "BOOKING_CREATED", Untouched, moment: new Moment(1, At(18, 40, 10)));
        story.Tell(
            flight, Voided, "BOOKING_TICKETED", AirBody.Unvoid, ("ticketsIssued", [StoryNames.Ticket]), new Moment(2, At(18, 55, 21)));
        story.Tell(flight, Voided);

        static void Untouched(JsonObject payload)
        {
            AirBody.Unvoid(payload);
            AirBody.Unticket(payload);
        }

        // As the sample's history has it
        static DateTimeOffset At(int hour, int minute, int second) => new(2026, 8, 5, hour, minute, second, TimeSpan.Zero);
    }

    public static void RefundOnRequest(Story story)
    {
        var flight = Ticket(story);
        Invoice(story, flight);
        var refunded = TellRefund(story, flight);
        story.Tell(flight, Invoiced, "INVOICE_GENERATED", payload =>
        {
            AirBody.Refund(payload, flight.Names, refunded);
            // Has the credit note
            Invoices.Take(payload, Refunded, flight.Names);
        });
    }

    public static void ForfeitOnRequest(Story story)
    {
        var flight = Ticket(story, AirBody.MakeNonRefundable);
        Invoice(story, flight, AirBody.MakeNonRefundable);
        var forfeited = story.Tell(
            flight, Invoiced, "TICKET_REFUNDED", payload => AirBody.Forfeit(payload), ("ticketsRefunded", [StoryNames.Ticket]));
        story.Tell(flight, Invoiced, "INVOICE_GENERATED", payload =>
        {
            AirBody.Forfeit(payload, forfeited);
            Invoices.AddPenalty(payload, flight.Names);
        });
    }

    public static void RefundAfterCancellation(Story story)
    {
        var flight = Ticket(story);
        Invoice(story, flight);
        story.Tell(flight, SchedulePending);
        story.Tell(flight, Changed);
        story.Tell(flight, OtherUpdate);
        story.Tell(flight, Cancelled);
        story.Tell(flight, Refunded);
        // The credit note
        story.Tell(flight, Refunded, "INVOICE_GENERATED");
    }

    public static void ScheduleChangeAccepted(Story story)
    {
        var flight = Ticket(story);
        Invoice(story, flight);
        story.Tell(flight, SchedulePending);
        story.Tell(flight, SchedulePending, "FLIGHT_SCHEDULE_CHANGE_CLOSED", AirBody.AcceptScheduleChange);
        story.Tell(flight, SchedulePending, "FLIGHT_CABIN_CHANGED", payload =>
        {
            AirBody.AcceptScheduleChange(payload);
            AirBody.ChangeCabin(payload, "PREMIUM_ECONOMY");
        });
    }

    public static void Seats(Story story)
    {
        var flight = Ticket(story);
        Invoice(story, flight);
        story.Tell(flight, Invoiced, "FLIGHT_SEAT_CONFIRMED", payload => AirBody.SetSeat(payload, "CONFIRMED", "HK"));
        story.Tell(flight, SeatChanged);
        story.Tell(flight, SeatChanged, "FLIGHT_SEAT_CANCELLED", payload => AirBody.SetSeat(payload, "CANCELLED", "HX"));
    }

    public static void SplitInTwo(Story story)
    {
        var parent = new Booking(StoryNames.Air, story.Names);
        var created = story.Tell(parent, Created, edit: AddChild);
        var ticketed = story.Tell(
            parent, Ticketed, edit: AddChild, tickets: ("ticketsIssued", [StoryNames.Ticket, StoryNames.SplitTicket]));
        // The child's history and ticket are older than the child: from when both were one booking
        var child = new Booking(StoryNames.SplitAir, story.Names)
        {
            Before = PastTimes.None.Add(At(10, 31, 2), created.UpdatedAt).Add(At(11, 4, 58), ticketed.UpdatedAt),
        };
        story.Tell(HardApproval, $"pnr/{parent.Id}");
        story.Tell(child, Split);
        story.Tell(parent, Ticketed, "BOOKING_OTHER_UPDATE");

        void AddChild(JsonObject payload) => AirBody.AddTravelerOf(payload, SampleText.Of(Split).With(story.Names).Part("payload"));

        static DateTimeOffset At(int hour, int minute, int second) => new(2026, 8, 4, hour, minute, second, TimeSpan.Zero);
    }

    /// <summary>Booked, approved, ticketed.</summary>
    public static Booking Ticket(Story story, Action<JsonObject>? edit = null)
    {
        var flight = new Booking(StoryNames.Air, story.Names);
        story.Tell(flight, Created);
        story.Tell(Approval, $"pnr/{flight.Id}");
        story.Tell(flight, Ticketed, edit: edit);
        return flight;
    }

    /// <summary>The fare's invoice and the fee's, and the fee.</summary>
    public static void Invoice(Story story, Booking flight, Action<JsonObject>? edit = null)
    {
        story.Tell(flight, Invoiced, edit: edit);
        ServiceCharge.Tell(story, flight, Invoiced);
        story.Tell(flight, Invoiced, edit: edit, sameVersion: true);
    }

    private static BookingState TellRefund(Story story, Booking flight) =>
        story.Tell(
            flight,
            Invoiced,
            "TICKET_REFUNDED",
            payload => AirBody.Refund(payload, flight.Names),
            ("ticketsRefunded", [StoryNames.Ticket]));

    private static (Booking Flight, DateTimeOffset TaskCreatedAt) Decline(Story story)
    {
        var flight = new Booking(StoryNames.Air, story.Names);
        story.Tell(flight, Created);
        story.Tell(flight, Declined);
        var taskCreatedAt = AgentTask.Create(story);
        for (var times = story.Pick(3); times > 0; times--)
            story.Tell(flight, Declined, "PAYMENT_DECLINED");
        return (flight, taskCreatedAt);
    }
}

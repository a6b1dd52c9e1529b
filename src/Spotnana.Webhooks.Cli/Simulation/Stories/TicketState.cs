using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>A flight ticket's state, and what it means throughout its booking.</summary>
internal sealed record TicketState(
    string Ticket, string Coupon, string CouponSource, string Flight, string FlightSource, string Seat, string SeatSource, string Booking,
    bool IsRefunded)
{
    public static readonly TicketState Pending = new("", "", "", "CONFIRMED", "HK", "PENDING", "PN", "PENDING_STATUS", IsRefunded: false);
    public static readonly TicketState Issued = new(
        "ISSUED", "NOT_FLOWN", "OPEN", "CONFIRMED", "HK", "CONFIRMED", "HK", "CONFIRMED_STATUS", IsRefunded: false);
    public static readonly TicketState Refunded = new(
        "REFUNDED", "REFUNDED", "RFND", "CANCELLED", "XX", "CANCELLED", "HX", "REFUNDED_STATUS", IsRefunded: true);
    public static readonly TicketState Forfeited = Refunded with { Booking = "CANCELLED_STATUS", IsRefunded = false };
    public static readonly TicketState CancelledUnticketed = new(
        "", "", "", "CANCELLED_BY_VENDOR", "UN", "CANCELLED", "HX", "CANCELLED_STATUS", IsRefunded: false);

    /// <summary>Puts the whole booking into this state: itinerary, seats, tickets and payments.</summary>
    public void ApplyTo(JsonObject payload)
    {
        payload["bookingStatus"] = Booking;
        foreach (var leg in payload.Part("airPnr").Parts("legs"))
        {
            leg["legStatus"] = Booking;
            foreach (var flight in leg.Parts("flights"))
                (flight["flightStatus"], flight["sourceStatus"]) = (Flight, FlightSource);
        }

        foreach (var traveler in payload.Part("airPnr").Parts("travelerInfos"))
        {
            foreach (var seat in traveler.Part("booking").Parts("seats"))
                (seat["status"], seat["sourceStatus"]) = (Seat, SeatSource);
            foreach (var ticket in traveler.Parts("tickets").Where(ticket => ticket.Text("ticketType") == "FLIGHT"))
                ApplyToTicket(ticket);
        }

        var refunded = 0m;
        var payments = payload.Part("costOfGoodsSold").Parts("payments").Concat(payload.Part("costToCustomer").Parts("payments"));
        foreach (var payment in payments.Where(payment => payment.Text("paymentType") == "FLIGHTS"))
            payment["isRefunded"] = IsRefunded;
        if (IsRefunded)
        {
            refunded = payload.Part("costToCustomer").Parts("payments")
                .Where(payment => payment.Text("paymentType") == "FLIGHTS")
                .Sum(payment => payment.Part("amount").Fare());
        }

        AirBody.SetCharge(payload, Ticket.Length == 0 ? 0 : payload.Part("totalFare").Amount(), refunded);
    }

    /// <summary>Puts one ticket into this state, and leaves the booking alone.</summary>
    public void ApplyToTicket(JsonObject ticket)
    {
        ticket["status"] = Ticket;
        foreach (var coupon in ticket.Parts("flightCoupons"))
            (coupon["status"], coupon["sourceStatus"]) = (Coupon, CouponSource);
        foreach (var payment in ticket.Parts("paymentDetails").Concat(ticket.Part("ticketCtc").Parts("cost")))
            payment["isRefunded"] = IsRefunded;
        var isValid = Ticket == Issued.Ticket;
        ticket.Part("exchangePolicy")["isExchangeable"] = isValid;
        ticket.Part("refundPolicy")["isRefundable"] = isValid;
        ticket.Part("refundPolicy")["isRefundableByObt"] = isValid;
    }
}

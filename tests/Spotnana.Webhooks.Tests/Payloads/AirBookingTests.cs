using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Tests.Payloads;

/// <summary>What a booking of flights says.</summary>
public sealed class AirBookingTests
{
    private static readonly AirBooking Ticketed = (AirBooking)Samples.Booking("pnr-v3.booking-ticketed.air");

    [Fact]
    public void It_says_who_travels_for_whom_and_at_what_price()
    {
        Assert.Equal(
            ("6104417720", 3, "4823019957", "EXA7QW"), (Ticketed.PnrId, Ticketed.Version, Ticketed.TripId, Ticketed.RecordLocator));
        Assert.Equal((BookingType.Air, BookingStatus.Confirmed, false), (Ticketed.Type, Ticketed.Status, Ticketed.IsCancelled));
        Assert.Equal("c3a4f420-d5f9-5c94-9cb4-5388959b80a1", Ticketed.OrganizationId);
        var traveler = Assert.Single(Ticketed.Travelers);
        Assert.Equal(("Avery Example", "avery.example@example.com"), (traveler.Name?.ToString(), traveler.Email));
        Assert.Equal(("Partnerships EMEA", "4711"), (traveler.CostCenter?.Name, traveler.CostCenter?.ExternalId));
        Assert.Equal("E-10442", traveler.EmployeeId);
        Assert.Equal(new Money(1788.7m, "USD"), Ticketed.Total?.Total);
        Assert.Equal("1788.70 USD", Ticketed.Total?.ToString());
        Assert.Equal((15m, "BOOKING_FEE"), (Ticketed.ServiceFees.Single().Fare?.Total?.Amount, Ticketed.ServiceFees.Single().Type));
        Assert.Equal("Purpose of trip: Partner meeting", Ticketed.CustomFields.Select(field => $"{field.Name}: {field.Values[0]}").First());
        Assert.Equal("Berlin partner summit", Ticketed.Trip?.Name);
    }

    [Fact]
    public void A_flight_knows_its_airports_clocks_and_seats()
    {
        var flight = Ticketed.Flights.First();

        Assert.Equal(
            ("UA 58", "United Airlines", "ECONOMY", "CONFIRMED"),
            (flight.Designator, flight.OperatingAirlineName, flight.Cabin, flight.Status));
        Assert.Equal(("SFO", "San Francisco", "America/Los_Angeles"), (flight.From?.Code, flight.From?.City, flight.From?.TimeZone));
        Assert.Equal(new DateTime(2026, 9, 14, 14, 15, 0), flight.StartsAt?.Clock);
        Assert.Equal(new DateTimeOffset(2026, 9, 14, 21, 15, 0, TimeSpan.Zero), flight.StartsAt?.Instant?.ToUniversalTime());
        Assert.Equal(flight.Duration, flight.EndsAt?.Instant - flight.StartsAt?.Instant);
        Assert.Equal(("21C", "Avery Example"), (flight.Seats.Single().Number, flight.Seats.Single().Traveler?.Name?.ToString()));
        Assert.Equal([2, 2], Ticketed.Legs.Select(leg => leg.Flights.Count));
        Assert.Equal(4, Ticketed.Segments.Select(segment => segment.Id).Distinct().Count());
    }

    [Fact]
    public void A_ticket_knows_its_traveler_its_flights_and_what_goes_with_it()
    {
        Assert.Equal(["0167489825830", "0167489900311"], Ticketed.Tickets.Select(ticket => ticket.Number));
        var (ticket, seat) = (Ticketed.Tickets[0], Ticketed.Tickets[1]);
        Assert.Equal((true, false, "Avery Example"), (ticket.IsIssued, ticket.IsAncillary, ticket.Traveler?.Name?.ToString()));
        Assert.Equal(new Money(1670.70m, "USD"), ticket.Total);
        Assert.Equal(386.70m, ticket.Fare?.Taxes.Sum(tax => tax.Amount.Amount));
        Assert.Equal(Ticketed.Flights.Select(flight => flight.Id), ticket.Coupons.Select(coupon => coupon.Flight?.Id));
        Assert.Equal((true, "0167489825830"), (seat.IsAncillary, seat.AssociatedTicketNumber));
        Assert.Equal(("SEAT", "UA 58"), (seat.Ancillaries.Single().Type, seat.Ancillaries.Single().Flight?.Designator));
    }

    [Fact]
    public void A_ticket_that_was_given_back_says_what_comes_back()
    {
        var tickets = Samples.Booking("pnr-v3.ticket-refunded.air").Tickets;

        Assert.Equal((TicketStatus.Refunded, new Money(1670.70m, "USD")), (tickets[0].Status, tickets[0].Refund?.Fare?.Total));
        Assert.Null(tickets[1].Refund);
    }

    [Fact]
    public void An_invoice_knows_its_document()
    {
        var booking = Samples.Booking("pnr-v3.invoice-generated.air");

        Assert.Equal(["INV-2026-004711", "INV-2026-004712"], booking.Invoices.Select(invoice => invoice.Number));
        Assert.All(booking.Invoices, invoice => Assert.Equal($"{invoice.Number}.pdf", invoice.Document?.Name));
        Assert.Equal("SERVICE_FEE_INVOICE", booking.Invoices[1].Document?.InvoiceType);
    }

    [Fact]
    public void The_operations_that_bring_a_first_ticket_do()
    {
        var samples = WebhookSample.Names.Select(WebhookSample.Get)
            .Where(sample => sample.Operation is { } operation && Booking.FirstTicketOperations.Contains(operation)).ToList();

        Assert.Equal(["BOOKING_TICKETED", "SPLIT_PNR_CREATED"], samples.Select(sample => sample.Operation?.Name).Order());
        Assert.All(samples, sample => Assert.Contains(Booking.Parse(sample.Body).Tickets, ticket => ticket.IsIssued));
    }
}

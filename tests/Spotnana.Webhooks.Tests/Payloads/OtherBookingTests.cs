using System.Text;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Tests.Payloads;

/// <summary>What bookings of hotels, cars, trains and the rest say.</summary>
public sealed class OtherBookingTests
{
    [Fact]
    public void A_stay_says_where_and_when()
    {
        var booking = (HotelBooking)Samples.Booking("pnr-v3.booking-updated.hotel");

        var stay = booking.Stay;
        Assert.Equal(("Example Hotel Berlin Mitte", "Berlin", "88114203"), (stay.Supplier, stay.From?.City, stay.Confirmation));
        Assert.Equal((new DateTime(2026, 9, 15, 15, 0, 0), 4), (stay.StartsAt?.Clock, stay.Nights));
        Assert.Equal(new DateTimeOffset(2026, 9, 15, 13, 0, 0, TimeSpan.Zero), stay.StartsAt?.Instant?.ToUniversalTime());
        Assert.Equal(new DateTimeOffset(2026, 9, 14, 16, 0, 0, TimeSpan.Zero), stay.CancelBefore?.Instant?.ToUniversalTime());
        Assert.Equal((new Money(697.64m, "EUR"), new Money(174.41m, "EUR")), (stay.Rate?.Total, stay.NightlyRate));
        Assert.Equal("Avery Example", stay.Guests.Single().Name?.ToString());
        Assert.Same(stay, booking.Segments.Single());
    }

    [Fact]
    public void A_rebooked_stay_names_the_booking_that_it_replaces_and_the_cancelled_one_its_replacement()
    {
        var (next, former) = (
            Samples.Booking("pnr-v3.booking-rebooked.hotel"), Samples.Booking("pnr-v3.booking-canceled-by-traveler.hotel"));

        Assert.Equal((former.PnrId, (string?)null), (next.Replaces.Single(), next.ReplacedBy));
        Assert.Equal((next.PnrId, "RATE_ASSURANCE", true), (former.ReplacedBy, former.RebookType, former.IsCancelled));
        Assert.Empty(former.Replaces);
    }

    [Fact]
    public void A_car_says_where_it_is_taken_and_given_back()
    {
        var rental = ((CarBooking)Samples.Booking("pnr-v3.booking-updated.car")).Rental;

        Assert.Equal(("Hertz", "BER", "BER", "COMPACT"), (rental.Supplier, rental.From?.Code, rental.To?.Code, rental.Cabin));
        Assert.Equal(new DateTime(2026, 9, 18, 18, 0, 0), rental.EndsAt?.Clock);
        Assert.Equal(new Money(306.90m, "EUR"), rental.Rate?.Total);
    }

    [Fact]
    public void A_train_says_its_stations_seats_and_tickets()
    {
        var booking = (RailBooking)Samples.Booking("pnr-v3.exchange.rail");

        var leg = booking.Legs[0];
        Assert.Equal(("Deutsche Bahn", "ICE 1706", "BLS", "Hamburg"), (leg.Supplier, leg.Number, leg.From?.Code, leg.To?.City));
        Assert.Equal(new DateTimeOffset(2026, 9, 17, 5, 34, 0, TimeSpan.Zero), leg.StartsAt?.Instant?.ToUniversalTime());
        Assert.Equal(("14/61", "Avery Example"), (leg.Seats.Single().Number, leg.Seats.Single().Traveler?.Name?.ToString()));
        Assert.Equal(
            [("DBX00471101", 69.9m), ("DBX00471103", 74.9m)], booking.Tickets.Select(ticket => (ticket.Number, ticket.Total?.Amount ?? 0)));
        Assert.Equal("Avery Example", booking.Tickets[0].Traveler?.Name?.ToString());
        Assert.Equal("EXR4K7", booking.Confirmation);
    }

    [Fact]
    public void A_ride_and_whatever_else_is_booked_are_segments_too()
    {
        var limo = (LimoBooking)Read(
            """
            {"pnrId":"1","limoPnr":{"pnrStatus":"CONFIRMED","vendorConfirmationNumber":"L1",
            "rate":{"base":{"amount":80,"currencyCode":"GBP"}},
            "limoDetails":{"carType":"EXECUTIVE_CAR","vendorName":"Blacklane"},"driver":{"name":"Sam Sample"},"legs":[
            {"pickupDateTime":{"iso8601":"2026-03-28T23:30"},"dropOffDateTime":{"iso8601":"2026-03-28T24:00"},
            "pickupLocation":{"address":{"locality":"London","timezone":"Europe/London"}},
            "dropOffLocation":{"address":{"locationCode":"LHR"}}}]}}
            """);
        var misc = (MiscBooking)Read(
            """
            {"pnrId":"2","miscPnr":{"description":"Lounge","startDateTime":{"iso8601":"2026-03-28T10:00"},"vendorConfirmationNumber":"M2"}}
            """);

        var ride = limo.Rides.Single();
        Assert.Equal(("Blacklane", "London", "LHR", "Sam Sample"), (ride.Supplier, ride.From?.City, ride.To?.Code, ride.Driver));
        Assert.Equal(new DateTime(2026, 3, 29), ride.EndsAt?.Clock); // hour 24 is the next day's hour 0
        Assert.Equal(
            (SegmentKind.Misc, "Lounge", "M2"), (misc.Service.Kind, misc.Service.Description, misc.Segments.Single().Confirmation));
    }

    [Fact]
    public void The_booking_may_stand_in_data()
    {
        var booking = Read("""{"pnrId":"6104417720","data":{"version":7,"carPnr":{"pnrStatus":"CONFIRMED"}}}""");

        Assert.Equal(("6104417720", 7, BookingType.Car), (booking.PnrId, booking.Version, booking.Type));
    }

    [Fact]
    public void A_booking_of_a_type_that_is_not_known_is_a_booking_all_the_same()
    {
        var booking = Read("""{"pnrId":"3","version":1,"bookingStatus":"TELEPORTED_STATUS","shuttlePnr":{"legs":[]}}""");

        Assert.Equal((BookingType.Unknown, "TELEPORTED_STATUS", 0), (booking.Type, booking.Status, booking.Segments.Count));
    }

    internal static Booking Read(string payload) =>
        Booking.Parse(Encoding.UTF8.GetBytes($$"""{"event_type":"PNR_V3","payload":{{payload}}}"""));
}

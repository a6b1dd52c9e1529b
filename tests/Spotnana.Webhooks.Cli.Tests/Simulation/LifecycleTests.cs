using System.Globalization;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Simulation.Stories;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class LifecycleTests
{
    public static TheoryData<string> Names => [.. Lifecycle.All.Select(lifecycle => lifecycle.Name), "traveler"];

    [Theory]
    [InlineData("air: ticketed",
        "BOOKING_CREATED SOFT_APPROVAL BOOKING_TICKETED BOOKING_OTHER_UPDATE INVOICE_GENERATED SERVICE_FEE INVOICE_GENERATED",
        "1 - 2 2 3 - 3")]
    [InlineData("air: exchanged for a new ticket",
        "BOOKING_CREATED SOFT_APPROVAL BOOKING_TICKETED INVOICE_GENERATED SERVICE_FEE INVOICE_GENERATED TICKET_REFUNDED BOOKING_TICKETED",
        "1 - 2 3 - 3 4 5")]
    [InlineData("air: exchanged by revalidation",
        "BOOKING_CREATED SOFT_APPROVAL BOOKING_TICKETED INVOICE_GENERATED SERVICE_FEE INVOICE_GENERATED FLIGHT_CHANGED", "1 - 2 3 - 3 4")]
    [InlineData("air: voided", "BOOKING_CREATED BOOKING_TICKETED TICKET_VOIDED", "1 2 3")]
    [InlineData("air: refunded on request",
        "BOOKING_CREATED SOFT_APPROVAL BOOKING_TICKETED INVOICE_GENERATED SERVICE_FEE INVOICE_GENERATED TICKET_REFUNDED INVOICE_GENERATED",
        "1 - 2 3 - 3 4 5")]
    [InlineData("air: cancelled, not refundable",
        "BOOKING_CREATED SOFT_APPROVAL BOOKING_TICKETED INVOICE_GENERATED SERVICE_FEE INVOICE_GENERATED TICKET_REFUNDED INVOICE_GENERATED",
        "1 - 2 3 - 3 4 5")]
    [InlineData("air: cancelled by the airline and refunded",
        "BOOKING_CREATED SOFT_APPROVAL BOOKING_TICKETED INVOICE_GENERATED SERVICE_FEE INVOICE_GENERATED FLIGHT_SCHEDULE_CHANGE_PENDING FLIGHT_CHANGED BOOKING_OTHER_UPDATE FLIGHT_CANCELLED TICKET_REFUNDED INVOICE_GENERATED",
        "1 - 2 3 - 3 4 5 6 7 8 9")]
    [InlineData("air: schedule change accepted",
        "BOOKING_CREATED SOFT_APPROVAL BOOKING_TICKETED INVOICE_GENERATED SERVICE_FEE INVOICE_GENERATED FLIGHT_SCHEDULE_CHANGE_PENDING FLIGHT_SCHEDULE_CHANGE_CLOSED FLIGHT_CABIN_CHANGED",
        "1 - 2 3 - 3 4 5 6")]
    [InlineData("air: seats",
        "BOOKING_CREATED SOFT_APPROVAL BOOKING_TICKETED INVOICE_GENERATED SERVICE_FEE INVOICE_GENERATED FLIGHT_SEAT_CONFIRMED FLIGHT_SEAT_CHANGED FLIGHT_SEAT_CANCELLED",
        "1 - 2 3 - 3 4 5 6")]
    [InlineData("air: split", "BOOKING_CREATED BOOKING_TICKETED HARD_APPROVAL SPLIT_PNR_CREATED BOOKING_OTHER_UPDATE", "1 2 - 1 3")]
    [InlineData("hotel: modified", "BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED BOOKING_UPDATED", "1 - 2 3")]
    [InlineData("hotel: rebooked",
        "BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED BOOKING_UPDATED BOOKING_REBOOKED SERVICE_FEE BOOKING_CANCELED_BY_TRAVELER",
        "1 - 2 3 1 - 4")]
    [InlineData("hotel: cancelled and rebooked",
        "BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED BOOKING_UPDATED BOOKING_CANCELED_BY_TRAVELER BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED",
        "1 - 2 3 4 1 - 2")]
    [InlineData("hotel: cancelled by the traveler",
        "BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED BOOKING_UPDATED BOOKING_CANCELED_BY_TRAVELER", "1 - 2 3 4")]
    [InlineData("hotel: cancelled by the hotel", "BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED BOOKING_CANCELED_BY_VENDOR", "1 - 2 3")]
    [InlineData("car: rebooked",
        "BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED BOOKING_UPDATED BOOKING_REBOOKED SERVICE_FEE INVOICE_GENERATED BOOKING_CANCELED_BY_TRAVELER",
        "1 - 2 3 1 - 2 4")]
    [InlineData("car: cancelled and rebooked",
        "BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED BOOKING_UPDATED BOOKING_CANCELED_BY_TRAVELER BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED",
        "1 - 2 3 4 1 - 2")]
    [InlineData("car: cancelled by the vendor",
        "BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED BOOKING_UPDATED BOOKING_CANCELED_BY_VENDOR", "1 - 2 3 4")]
    [InlineData("rail: exchanged, then refunded", "BOOKING_CREATED SERVICE_FEE EXCHANGE REFUND", "1 - 2 3")]
    [InlineData("trip: renamed", "BOOKING_CREATED SOFT_APPROVAL BOOKING_TICKETED INVOICE_GENERATED SERVICE_FEE INVOICE_GENERATED BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED BOOKING_CREATED SERVICE_FEE INVOICE_GENERATED BOOKING_UPDATED TRIP_UPDATED", "1 - 2 3 - 3 1 - 2 1 - 2 3 -")]
    public void A_lifecycle_has_its_operations_in_order_and_versions_that_grow_by_one(string name, string operations, string versions)
    {
        var story = Told.Lifecycle(name);

        Assert.Equal(operations, string.Join(' ', story.Select(told => told.Operation)));
        Assert.Equal(versions, string.Join(' ', story.Select(told => told.Event.Version?.ToString(CultureInfo.InvariantCulture) ?? "-")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_librarys_reader_finds_in_each_body_what_was_meant(string name)
    {
        foreach (var (happened, bytes, _) in Told.Lifecycle(name))
        {
            var envelope = EnvelopeReader.Read(bytes).Envelope!;

            Assert.Equal(happened.EventType, envelope.EventType.Name);
            Assert.Equal(happened.Operation, envelope.Operation!.Value.Raw);
            Assert.Equal(happened.Subject, envelope.Subject.ToString());
            Assert.Equal(happened.OrganizationId, envelope.OrganizationId);
            if (happened.EventType == "PNR_V3")
                Assert.Equal(happened.Version, envelope.Version);
            Assert.Equal(happened.OccurredAt.ToUnixTimeMilliseconds(), envelope.OccurredAt!.Value.ToUnixTimeMilliseconds());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void None_of_the_samples_names_is_left_in_a_body(string name)
    {
        foreach (var (_, bytes, _) in Told.Lifecycle(name))
        {
            var text = Encoding.UTF8.GetString(bytes);
            Assert.DoesNotMatch(
                "6104417720|6104418|6104420916|7215330|8830174625|9047716238|4823019957|EXA7QW|EXV5NB|EXH2LM|EXK3CR|EXB3PT|0167489|88114203|88120977|K2047715|Avery|avery|Jordan|c3a4f420|df9a9c90|d8b6c1bf|Example Manufacturing",
                text.Replace("users/jordan.png", "", StringComparison.Ordinal));
            Assert.Empty(Luhn.CardNumbersIn(text));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Times_and_amounts_of_a_lifecycle_agree(string name)
    {
        var story = Told.Lifecycle(name);

        Assert.Equal(story.OrderBy(told => told.Event.OccurredAt), story);
        foreach (var booking in story.Where(told => told.IsBooking).GroupBy(told => told.Event.Subject))
        {
            var created = booking.First().Event.OccurredAt.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z";
            foreach (var told in booking)
            {
                var payload = told.Payload;
                Assert.Equal(created, payload.GetProperty("createdAt").GetProperty("iso8601").GetString());
                Assert.True(payload.GetProperty("updatedAt").GetProperty("iso8601").GetDateTimeOffset() <= told.Event.OccurredAt);
                Assert.All(
                    payload.GetProperty("bookingHistory").EnumerateArray().Select(entry => entry.GetProperty("bookingInfo")),
                    info => Assert.True(
                        info.GetProperty("updatedDateTime").GetProperty("iso8601").GetDateTimeOffset() <= told.Event.OccurredAt));
                Assert.All(
                    payload.GetProperty("transactions").EnumerateArray(),
                    transaction => Assert.InRange(transaction.GetProperty("pnrVersion").GetInt32(), 1, told.Event.Version!.Value));
                AssertAmounts(payload);
            }
        }
    }

    [Fact]
    public void An_exchange_refunds_the_old_ticket_and_the_new_one_names_it()
    {
        var story = Told.Lifecycle("air: exchanged for a new ticket");
        var (first, refund, second) = (story[2], story[^2], story[^1]);
        var old = first.Summary("ticketsIssued")[0];
        var issued = Assert.Single(second.Summary("ticketsIssued"));

        Assert.Equal([old], refund.Summary("ticketsRefunded"));
        Assert.Equal(("ISSUED", "REFUNDED"), (first.StatusOf(old), refund.StatusOf(old)));
        Assert.NotEqual(old, issued);
        Assert.Equal(("REFUNDED", "ISSUED"), (second.StatusOf(old), second.StatusOf(issued)));
        Assert.Equal(old, second.Tickets[issued].GetProperty("exchangeInfo").GetProperty("originalTicketNumber").GetString());
        Assert.Equal("CONFIRMED_STATUS", second.Payload.GetProperty("bookingStatus").GetString());
    }

    [Fact]
    public void A_voided_booking_has_one_fare_all_along_and_its_ticket_goes_from_issued_to_voided()
    {
        var story = Told.Lifecycle("air: voided");
        var ticket = Assert.Single(story[1].Summary("ticketsIssued"));

        Assert.Empty(story[0].Tickets);
        Assert.Equal("ISSUED", story[1].StatusOf(ticket));
        Assert.Equal("VOIDED", story[2].StatusOf(ticket));
        Assert.Equal([ticket], story[2].Summary("ticketsVoided"));
        Assert.Single(story.Select(told => told.Payload.GetProperty("totalFare").GetProperty("amount").GetDecimal()).Distinct());
        Assert.Equal(
            ["PENDING_STATUS", "CONFIRMED_STATUS", "VOIDED_STATUS"],
            story.Select(told => told.Payload.GetProperty("bookingStatus").GetString()));
    }

    [Fact]
    public void A_declined_card_is_declined_once_or_more_and_the_airline_may_cancel_with_one_L()
    {
        var ticketed = Told.Lifecycle("air: card declined, then ticketed", seed: 7);
        var cancelled = Told.Lifecycle("air: card declined, then cancelled by the airline", seed: 7);

        Assert.Contains(ticketed, told => told.Operation == "PAYMENT_DECLINED");
        Assert.Equal(
            ["TASK_CREATE", "TASK_UPDATE"],
            ticketed.Where(told => told.Event.EventType == "AGENT_TASK_DETAILS").Select(told => told.Operation));
        Assert.Equal("FLIGHT_CANCELED", cancelled[^1].Operation);
        Assert.Empty(cancelled[^1].Tickets);
    }

    [Fact]
    public void A_split_leaves_one_traveler_in_each_booking_and_all_the_money_in_both()
    {
        var story = Told.Lifecycle("air: split");
        var (before, child, parent) = (story[1], story[3], story[4]);

        Assert.Equal(2, before.Payload.GetProperty("pnrTravelers").GetArrayLength());
        Assert.Equal(before.Tickets.Keys.Order(), child.Tickets.Keys.Concat(parent.Tickets.Keys).Order());
        Assert.Equal(Total(before), Total(child) + Total(parent));
        Assert.Equal(child.Tickets.Keys, child.Summary("ticketsIssued"));
        Assert.NotEqual(child.Event.Subject, parent.Event.Subject);
        Assert.Contains(
            parent.Event.Subject!["pnr/".Length..], child.Payload.GetProperty("airPnr").GetProperty("airPnrRemarks").ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hotel: rebooked", "hotelPnr")]
    [InlineData("hotel: cancelled and rebooked", "hotelPnr")]
    [InlineData("car: rebooked", "carPnr")]
    [InlineData("car: cancelled and rebooked", "carPnr")]
    public void A_rebooked_stay_or_car_names_the_booking_that_it_replaces(string name, string kind)
    {
        var story = Told.Lifecycle(name);
        var cancelled = story.Single(told => told.Operation.StartsWith("BOOKING_CANCELED", StringComparison.Ordinal));
        var replacing = story.Last(told => told.Operation is "BOOKING_REBOOKED" or "BOOKING_CREATED");
        var reference = replacing.Payload.GetProperty(kind).GetProperty("rebookReference");

        Assert.Equal(cancelled.Event.Subject, "pnr/" + reference.GetProperty("cancelledPnrIds")[0].GetString());
        Assert.Equal(replacing.Event.Subject, "pnr/" + reference.GetProperty("rebookedPnrId").GetString());
        Assert.NotEqual(cancelled.Event.Subject, replacing.Event.Subject);
        Assert.NotEqual(Confirmation(cancelled), Confirmation(replacing));
        Assert.Equal(cancelled.Payload.GetProperty("tripId").GetString(), replacing.Payload.GetProperty("tripId").GetString());

        string Confirmation(Told told) => told.Payload.GetProperty(kind).GetProperty("vendorConfirmationNumber").GetString()!;
    }

    [Theory]
    [InlineData("hotel: cancelled by the traveler", "hotelPnr", "CANCELLED")]
    [InlineData("hotel: cancelled by the hotel", "hotelPnr", "CANCELLED_BY_VENDOR")]
    [InlineData("car: cancelled by the traveler", "carPnr", "CANCELLED")]
    [InlineData("car: cancelled by the vendor", "carPnr", "CANCELLED_BY_VENDOR")]
    public void A_real_cancellation_refers_to_no_other_booking(string name, string kind, string status)
    {
        var booking = Told.Lifecycle(name)[^1].Payload.GetProperty(kind);

        Assert.Equal(status, booking.GetProperty("pnrStatus").GetString());
        Assert.False(booking.TryGetProperty("rebookReference", out _));
    }

    [Theory]
    [InlineData("air: ticketed")]
    [InlineData("hotel: stay")]
    [InlineData("car: rental")]
    [InlineData("rail: journey")]
    public void A_service_charge_is_the_one_that_the_booking_names(string name)
    {
        var story = Told.Lifecycle(name);
        var charge = story.Single(told => told.Event.EventType == "SERVICE_CHARGE");
        var booking = story.Last(told => told.IsBooking).Payload;
        var fee = booking.GetProperty("serviceFees")[0];

        Assert.Equal(fee.GetProperty("chargeId").GetString(), charge.Payload.GetProperty("chargeId").GetString());
        Assert.Equal(
            fee.GetProperty("fare").GetProperty("base").GetProperty("amount").GetDecimal(),
            charge.Payload.GetProperty("charge").GetProperty("totalAmount").GetProperty("amount").GetDecimal());
        Assert.Equal(
            booking.GetProperty("pnrId").GetString(), charge.Payload.GetProperty("bookingDetails").GetProperty("pnrId").GetString());
        Assert.Equal(
            booking.GetProperty("sourceInfo").GetProperty("sourcePnrId").GetString(),
            charge.Payload.GetProperty("bookingDetails").GetProperty("sourcePnrId").GetString());
    }

    [Fact]
    public void A_trip_holds_its_bookings_as_they_are_when_it_is_renamed()
    {
        var story = Told.Lifecycle("trip: renamed");
        var latest = story
            .Where(told => told.IsBooking)
            .GroupBy(told => told.Event.Subject)
            .ToDictionary(booking => booking.Key![4..], booking => booking.Last().Event.Version);

        var bookings = story[^1].Payload.GetProperty("pnrs").EnumerateArray().ToDictionary(
            pnr => pnr.GetProperty("pnrId").GetString()!, pnr => (int?)pnr.GetProperty("data").GetProperty("version").GetInt32());

        Assert.Equal(latest, bookings);
        Assert.All(
            story.Where(told => told.IsBooking),
            told => Assert.Equal(story[^1].Event.Subject, "trip/" + told.Payload.GetProperty("tripId").GetString()));
    }

    [Fact]
    public void A_profile_is_created_then_perhaps_updated_deleted_and_purged()
    {
        var lives = Enumerable.Range(0, 50)
            .Select(seed => string.Join(' ', Told.Lifecycle("traveler", seed).Select(told => told.Operation)))
            .Distinct()
            .Order();

        Assert.Equal(["CREATE", "CREATE DELETE PURGE", "CREATE UPDATE", "CREATE UPDATE DELETE PURGE"], lives);
    }

    private static decimal Total(Told told) => told.Payload.GetProperty("totalFare").GetProperty("amount").GetDecimal();

    private static void AssertAmounts(JsonElement booking)
    {
        var total = Amount(booking.GetProperty("totalFare"));
        Assert.Equal(total, Fare(booking.GetProperty("totalFareAmount")));
        var payments = booking.GetProperty("costToCustomer").GetProperty("payments").EnumerateArray();
        Assert.Equal(total, payments.Sum(payment => Fare(payment.GetProperty("amount"))));
        foreach (var info in booking.GetProperty("paymentInfo").EnumerateArray())
            Assert.Equal(
                Amount(info.GetProperty("netCharge")), Amount(info.GetProperty("totalCharge")) - Amount(info.GetProperty("totalRefund")));
    }

    private static decimal Amount(JsonElement money) => money.GetProperty("amount").GetDecimal();

    private static decimal Fare(JsonElement fare) => Amount(fare.GetProperty("base")) + Amount(fare.GetProperty("tax"));
}

using System.Text.Json.Nodes;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Tests.Payloads;

/// <summary>What is told between two snapshots of a booking.</summary>
public sealed class BookingChangesTests
{
    [Fact]
    public void Ticketing_tells_the_tickets_and_the_state()
    {
        var changes = Between("pnr-v3.booking-created.air", "pnr-v3.booking-ticketed.air");

        Assert.Equal(["0167489825830", "0167489900311"], changes.TicketsIssued.Select(ticket => ticket.Number));
        Assert.Equal(new Change<string?>(BookingStatus.Pending, BookingStatus.Confirmed), changes.Status);
        Assert.Equal((null, 0, 0), (changes.Total, changes.SegmentsAdded.Count, changes.TravelersAdded.Count));
        Assert.All(changes.SegmentsChanged, change => Assert.True(change is { IsMoved: false, IsCabinChanged: false }));
    }

    [Fact]
    public void A_refund_tells_the_ticket_and_is_a_cancellation_but_no_rebooking()
    {
        var changes = Between("pnr-v3.booking-other-update.air", "pnr-v3.ticket-refunded.air");

        Assert.Equal("0167489825830", Assert.Single(changes.TicketsRefunded).Number);
        Assert.Equal((0, true, false), (changes.TicketsIssued.Count, changes.IsCancellation, changes.IsRebooking));
    }

    [Fact]
    public void A_void_tells_the_ticket()
    {
        var voided = Samples.Booking("pnr-v3.ticket-voided.air");

        Assert.Equal("0167489901277", Assert.Single(voided.ChangesSince(null).TicketsVoided).Number);
        Assert.Empty(voided.ChangesSince(voided).TicketsVoided);
    }

    [Fact]
    public void A_flight_that_was_moved_is_the_same_flight()
    {
        var pending = Samples.Booking("pnr-v3.flight-schedule-change-pending.air");

        var changes = pending.ChangesSince(Samples.Booking("pnr-v3.booking-ticketed.air"));

        Assert.Contains(changes.SegmentsChanged, change => change.IsMoved);
        Assert.Equal((0, 0), (changes.SegmentsAdded.Count, changes.SegmentsRemoved.Count));
    }

    [Fact]
    public void Another_seat_is_told_with_both_seats()
    {
        var changes = Between("pnr-v3.invoice-generated.air", "pnr-v3.flight-seat-changed.air");

        var change = Assert.Single(changes.SegmentsChanged, change => change.IsSeatChanged);
        Assert.NotEqual(((Flight)change.Was).Seats[0].Number, ((Flight)change.Now).Seats[0].Number);
    }

    [Fact]
    public void A_cancellation_for_the_sake_of_another_booking_is_a_rebooking()
    {
        var changes = Between("pnr-v3.booking-created.hotel", "pnr-v3.booking-canceled-by-traveler.hotel");

        Assert.True(changes is { IsCancellation: true, IsRebooking: true });
    }

    [Fact]
    public void Another_room_for_more_money_tells_both_prices_and_times()
    {
        var changes = Between("pnr-v3.booking-created.car", "pnr-v3.booking-updated.car");

        Assert.Equal((241.45m, 306.90m), (changes.Total?.Was?.Amount, changes.Total?.Now?.Amount));
        Assert.True(Assert.Single(changes.SegmentsChanged).IsMoved);
    }

    [Fact]
    public void A_traveler_who_was_split_off_is_gone()
    {
        var two = JsonNode.Parse(WebhookSample.Get("pnr-v3.booking-ticketed.air").Body.Span)!;
        var other = JsonNode.Parse(WebhookSample.Get("pnr-v3.split-pnr-created.air").Body.Span)!;
        two["payload"]!["pnrTravelers"]!.AsArray().Add(other["payload"]!["pnrTravelers"]![0]!.DeepClone());
        var (before, after) = (Booking.Parse(JsonBytes(two)), Samples.Booking("pnr-v3.booking-ticketed.air"));

        Assert.Equal(before.Travelers[1].Id, Assert.Single(after.ChangesSince(before).TravelersRemoved).Id);
        Assert.Equal(before.Travelers[1].Id, Assert.Single(before.ChangesSince(after).TravelersAdded).Id);
    }

    [Fact]
    public void A_train_ticket_that_was_exchanged_brings_another()
    {
        var changes = Between("pnr-v3.booking-created.rail", "pnr-v3.exchange.rail");

        Assert.Equal("DBX00471103", Assert.Single(changes.TicketsIssued).Number);
    }

    [Fact]
    public void Nothing_is_different_from_oneself() =>
        Assert.All(WebhookSample.Names.Where(name => name.StartsWith("pnr-v3", StringComparison.Ordinal)), name =>
            Assert.True(Samples.Booking(name).ChangesSince(Samples.Booking(name)).IsEmpty, name));

    private static BookingChanges Between(string was, string now) => Samples.Booking(now).ChangesSince(Samples.Booking(was));

    private static byte[] JsonBytes(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
}

using System.Text.Json;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class LifecycleInvoicesTests
{
    [Fact]
    public void A_refund_on_request_ends_with_a_credit_note()
    {
        var story = Told.Lifecycle("air: refunded on request");
        var (refunded, note) = (story[^2], story[^1]);

        Assert.Equal(("TICKET_REFUNDED", "INVOICE_GENERATED"), (refunded.Operation, note.Operation));
        var added = Assert.Single(Added(refunded, note));
        Assert.StartsWith("CN-", added.GetProperty("invoiceNumber").GetString(), StringComparison.Ordinal);
        Assert.True(added.GetProperty("isRefunded").GetBoolean());
        AssertHasDocument(note, added);
        Assert.Equal(Amount(refunded, "totalRefund"), Amount(note, "totalRefund"));
        Assert.True(Amount(note, "totalRefund") > 0);
    }

    [Fact]
    public void A_ticket_that_is_not_refundable_is_refunded_nothing_and_its_penalty_invoiced()
    {
        var story = Told.Lifecycle("air: cancelled, not refundable");
        var (refunded, penalty) = (story[^2], story[^1]);
        var number = Assert.Single(refunded.Summary("ticketsRefunded"));

        Assert.All(
            story.Where(told => told.IsBooking).SelectMany(told => told.Tickets.Values),
            ticket => Assert.False(ticket.GetProperty("refundPolicy").GetProperty("isRefundable").GetBoolean()));
        Assert.Equal("REFUNDED", refunded.StatusOf(number));
        Assert.Equal(0, Amount(penalty, "totalRefund"));
        Assert.Equal(1670.70m, refunded.Tickets[number].GetProperty("refundInfo").GetProperty("penalty").EnumerateObject()
            .Where(part => part.Name is "base" or "tax").Sum(part => part.Value.GetProperty("amount").GetDecimal()));
        Assert.DoesNotContain("AIR_TICKET_REFUNDED", penalty.Payload.GetProperty("transactions").ToString(), StringComparison.Ordinal);
        var added = Assert.Single(Added(refunded, penalty));
        Assert.False(added.GetProperty("isRefunded").GetBoolean());
        AssertHasDocument(penalty, added);
    }

    [Theory]
    [InlineData("hotel: stay", 1)]
    [InlineData("hotel: cancelled and rebooked", 2)]
    [InlineData("hotel: cancelled by the hotel", 1)]
    [InlineData("car: rental", 1)]
    [InlineData("car: rebooked", 2)]
    [InlineData("car: cancelled and rebooked", 2)]
    [InlineData("trip: renamed", 2)]
    public void Every_stay_and_every_car_is_charged_and_invoiced_right_after_it_is_booked(string name, int bookings)
    {
        var story = Told.Lifecycle(name);
        var booked = story.Index()
            .Where(told => told.Item.Operation is "BOOKING_CREATED" or "BOOKING_REBOOKED"
                && !told.Item.Payload.TryGetProperty("airPnr", out _))
            .ToList();
        var numbers = new HashSet<string>();

        Assert.Equal(bookings, booked.Count);
        foreach (var (index, booking) in booked)
        {
            var (fee, invoice) = (story[index + 1], story[index + 2]);
            Assert.Equal(("SERVICE_FEE", "INVOICE_GENERATED"), (fee.Operation, invoice.Operation));
            Assert.Equal(booking.Event.Subject, invoice.Event.Subject);
            Assert.Equal(booking.Event.Subject, "pnr/" + fee.Payload.GetProperty("bookingDetails").GetProperty("pnrId").GetString());
            Assert.Equal("SUCCESS", fee.Payload.GetProperty("paymentStatus").GetString());
            Assert.Equal(
                invoice.Payload.GetProperty("serviceFees")[0].GetProperty("chargeId").GetString(),
                fee.Payload.GetProperty("chargeId").GetString());
            Assert.Equal(7m, fee.Payload.GetProperty("charge").GetProperty("totalAmount").GetProperty("amount").GetDecimal());
            var added = Assert.Single(Added(booking, invoice));
            Assert.Equal("SERVICE_FEE", added.GetProperty("productType").GetString());
            AssertHasDocument(invoice, added);
            Assert.True(numbers.Add(added.GetProperty("invoiceNumber").GetString()!));
            // Later events of the booking still have them
            Assert.All(
                story.Where(told => told.Event.Subject == booking.Event.Subject).SkipWhile(told => told != invoice),
                told => Assert.Empty(Added(told, invoice)));
        }
    }

    [Fact]
    public void A_better_rate_that_was_found_costs_no_fee_and_has_no_invoice()
    {
        var story = Told.Lifecycle("hotel: rebooked");
        var rebooked = story.Index().Single(told => told.Item.Operation == "BOOKING_REBOOKED");
        var fee = story[rebooked.Index + 1];

        Assert.Equal("NO_CHARGE", fee.Payload.GetProperty("paymentStatus").GetString());
        Assert.Equal(0m, fee.Payload.GetProperty("charge").GetProperty("totalAmount").GetProperty("amount").GetDecimal());
        Assert.DoesNotContain(story.Skip(rebooked.Index), told => told.Operation == "INVOICE_GENERATED");
    }

    private static IEnumerable<JsonElement> Added(Told before, Told after)
    {
        var known = before.Payload.GetProperty("invoiceInfos")
            .EnumerateArray()
            .Select(info => info.GetProperty("invoiceNumber").GetString())
            .ToHashSet();
        return after.Payload.GetProperty("invoiceInfos")
            .EnumerateArray()
            .Where(info => !known.Contains(info.GetProperty("invoiceNumber").GetString()));
    }

    private static void AssertHasDocument(Told told, JsonElement invoice)
    {
        var number = invoice.GetProperty("invoiceNumber").GetString()!;
        var document = Assert.Single(
            told.Payload.GetProperty("documents").EnumerateArray(),
            document => document.GetProperty("documentMetadata").GetProperty("name").GetString() == number + ".pdf");
        Assert.Equal(
            told.Payload.GetProperty("pnrId").GetString(), document.GetProperty("documentMetadata").GetProperty("entityId").GetString());
        Assert.Contains(invoice.GetProperty("invoiceId").GetString()!, document.GetProperty("url").GetString()!, StringComparison.Ordinal);
    }

    private static decimal Amount(Told told, string name) =>
        told.Payload.GetProperty("paymentInfo")[0].GetProperty(name).GetProperty("amount").GetDecimal();
}

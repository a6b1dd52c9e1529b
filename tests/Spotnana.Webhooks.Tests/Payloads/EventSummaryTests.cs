using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Tests.Payloads;

/// <summary>The line for people.</summary>
public sealed class EventSummaryTests
{
    [Theory]
    [InlineData(
        "pnr-v3.booking-ticketed.air",
        "Ticketed: UA 58/LH 184 SFO 14 Sep 14:15 → BER 15 Sep 13:55, LH 181/UA 59 BER 19 Sep 10:45 → SFO 19 Sep 15:50, 1 ticket, "
            + "1788.70 USD",
        "Ticketed: air, confirmed")]
    [InlineData(
        "pnr-v3.booking-canceled-by-traveler.hotel",
        "Booking canceled by traveler: Example Hotel Berlin Mitte, Berlin, 15 Sep → 19 Sep, 697.64 EUR, replaced by 7215330991",
        "Booking canceled by traveler: hotel, cancelled")]
    [InlineData(
        "pnr-v3.booking-created.car",
        "Booked: Hertz Schönefeld 15 Sep 14:30 → Schönefeld 17 Sep 18:00, 241.45 EUR",
        "Booked: car, confirmed")]
    [InlineData(
        "trip-details-v3.trip-updated",
        "Trip updated: Berlin partner summit + Hamburg plant visit, 14 Sep → 19 Sep, 3 bookings, 2878.04 USD",
        "Trip updated: 3 bookings, confirmed")]
    [InlineData(
        "traveler-v2.update", "Traveler updated: Jordan Sample, Partnerships, Example Manufacturing Inc., active",
        "Traveler updated: active")]
    [InlineData(
        "pnr-approval.hard-approval", "Hard approval: booking 6104418001, until 4 Aug 22:59 UTC, by Morgan Placeholder", "Hard approval")]
    [InlineData(
        "service-charge.service-fee", "Service fee: 15.00 USD, booking 6104417720, success", "Service fee: success")]
    public void It_says_what_happened(string sample, string full, string brief) =>
        Assert.Equal(new EventSummary(full, brief), Of(WebhookSample.Get(sample)));

    [Fact]
    public void Who_may_see_no_payloads_sees_no_person_and_no_place()
    {
        string[] personal =
            ["Avery", "Jordan", "Morgan", "Berlin", "BER", "SFO", "Hertz", "Hotel", "Sep", "USD", "EUR", "610441", "Example", "Partner"];

        foreach (var summary in WebhookSample.Names.Select(name => Of(WebhookSample.Get(name))))
            Assert.All(personal, word => Assert.DoesNotContain(word, summary.Brief, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_sample_has_one() =>
        Assert.All(WebhookSample.Names, name => Assert.NotEmpty(Of(WebhookSample.Get(name)).Full));

    [Fact]
    public void What_fits_no_view_is_told_by_its_operation()
    {
        var misfit = WebhookSample.Of("""{"event_type":"PNR_V3","operation":"BOOKING_TICKETED","payload":{"airPnr":7}}""");

        Assert.Equal("Booking ticketed", Of(misfit).Full);
        Assert.Equal("Something new", EventSummary.Of(new EventType("NEW_V1"), new Operation("SOMETHING_NEW"), default).Full);
        Assert.Equal("New v1", EventSummary.Of(new EventType("NEW_V1"), null, default).Full);
    }

    private static EventSummary Of(WebhookSample sample) => EventSummary.Of(sample.EventType, sample.Operation, sample.Body);
}

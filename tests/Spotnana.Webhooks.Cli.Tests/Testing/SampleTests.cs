using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Tests.Testing;

public sealed partial class SampleTests
{
    private static readonly string[] _bookingTypes = ["air", "hotel", "car", "rail", "limo", "misc"];

    public static TheoryData<string> Names => [.. WebhookSample.Names];

    public static TheoryData<string> Bookings =>
        [.. WebhookSample.Names.Where(name => name.StartsWith("pnr-v3.", StringComparison.Ordinal))];

    [Fact]
    public void There_is_a_sample_of_every_event_type()
    {
        var types = WebhookSample.Names.Select(WebhookSample.Get).Select(sample => sample.EventType!.Value).ToHashSet();

        Assert.Superset(EventType.Known.ToHashSet(), types);
        Assert.True(WebhookSample.Names.Count >= 28);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_says_what_its_name_says(string name)
    {
        var sample = Load(name);
        var parts = name.Split('.');

        Assert.Equal(parts[0], Dashed($"{sample.EventType}"));
        Assert.Equal(parts[1], Dashed($"{sample.Operation}"));
        Assert.Contains(sample.Operation!.Value, Operation.Known);
        Assert.Equal(parts.ElementAtOrDefault(2), BookingTypeOf(sample));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_names_its_subject_its_organization_and_its_time(string name)
    {
        var envelope = Load(name).Envelope!;

        Assert.False(string.IsNullOrEmpty(envelope.Subject?.Id));
        Assert.Equal("c3a4f420-d5f9-5c94-9cb4-5388959b80a1", envelope.OrganizationId);
        Assert.NotNull(envelope.OccurredAt);
        Assert.Equal(
            name.StartsWith("pnr-v3.", StringComparison.Ordinal), envelope.Version is > 0 && envelope.EventType == EventType.PnrV3);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_has_a_realistic_size(string name)
    {
        var kilobytes = Load(name).Body.Length / 1000.0;

        if (name.StartsWith("pnr-v3.", StringComparison.Ordinal))
            Assert.InRange(kilobytes, 20, 60);
        else if (name.StartsWith("trip-details-v3.", StringComparison.Ordinal))
            Assert.InRange(kilobytes, 90, 115);
        else
            Assert.InRange(kilobytes, 0.4, 60);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_has_no_whole_card_number(string name) =>
        Assert.Empty(Luhn.CardNumbersIn(Encoding.UTF8.GetString(Load(name).Body.Span)));

    [Theory]
    [InlineData("4111111111111111", true)]
    [InlineData("4111 1111 1111 1111", true)]
    [InlineData("\"number\": \"5555-5555-5555-4444\"", true)]
    [InlineData("378282246310005", true)]
    [InlineData("4111111111111112", false)]
    [InlineData("4111XXXXXXXX1111", false)]
    [InlineData("0167489825830", false)]
    public void The_scan_finds_card_numbers(string text, bool found) => Assert.Equal(found, Luhn.CardNumbersIn(text).Count > 0);

    [Theory]
    [MemberData(nameof(Names))]
    public void Persons_and_addresses_in_a_sample_are_fictional(string name)
    {
        var text = Encoding.UTF8.GetString(Load(name).Body.Span);

        Assert.All(MailAddresses().Matches(text), match => Assert.EndsWith("@example.com", match.Value, StringComparison.Ordinal));
        Assert.All(
            Addresses().Matches(text), match => Assert.EndsWith(".example.com", match.Groups["host"].Value, StringComparison.Ordinal));
        Assert.All(NationalNumbers().Matches(text), match => Assert.Matches("^[0-9]{3}55501[0-9]{2}$", match.Groups["number"].Value));
    }

    [Theory]
    [MemberData(nameof(Bookings))]
    public void The_amounts_of_a_booking_add_up(string name)
    {
        using var document = JsonDocument.Parse(Load(name).Body);
        var booking = document.RootElement.GetProperty("payload");
        var total = Amount(booking.GetProperty("totalFare"));

        Assert.Equal(total, Fare(booking.GetProperty("totalFareAmount")));
        var payments = booking.GetProperty("costToCustomer").GetProperty("payments").EnumerateArray();
        Assert.Equal(total, payments.Sum(payment => Fare(payment.GetProperty("amount"))));
        foreach (var info in booking.GetProperty("paymentInfo").EnumerateArray())
            Assert.Equal(
                Amount(info.GetProperty("netCharge")), Amount(info.GetProperty("totalCharge")) - Amount(info.GetProperty("totalRefund")));
        foreach (var fare in FaresWithBreakdown(document.RootElement))
            Assert.Equal(
                Amount(fare.GetProperty("tax")),
                fare.GetProperty("taxBreakdown").EnumerateArray().Sum(tax => Amount(tax.GetProperty("amount"))));
    }

    [Fact]
    public void A_later_event_of_a_booking_has_a_higher_version()
    {
        var bookings = WebhookSample.Names.Select(WebhookSample.Get).Where(sample => sample.EventType == EventType.PnrV3);
        foreach (var booking in bookings.GroupBy(sample => sample.Envelope!.Subject!.Value.Id))
        {
            var versions = booking
                .OrderBy(sample => sample.Envelope!.OccurredAt)
                .Select(sample => sample.Envelope!.Version!.Value)
                .ToArray();
            Assert.Equal(versions.Distinct().Order(), versions);
        }
    }

    [Fact]
    public void All_bookings_belong_to_the_trip()
    {
        var trip = Load("trip-details-v3.trip-updated").Envelope!.Subject!.Value.Id;

        foreach (var name in WebhookSample.Names.Where(name => name.StartsWith("pnr-v3.", StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(Load(name).Body);
            Assert.Equal(trip, document.RootElement.GetProperty("payload").GetProperty("tripId").GetString());
        }
    }

    [Theory]
    [InlineData("pnr-v3.booking-ticketed.air", "ticketsIssued", "ISSUED")]
    [InlineData("pnr-v3.ticket-voided.air", "ticketsVoided", "VOIDED")]
    [InlineData("pnr-v3.ticket-refunded.air", "ticketsRefunded", "REFUNDED")]
    public void The_operation_summary_lists_tickets_that_the_booking_has(string name, string list, string status)
    {
        using var document = JsonDocument.Parse(Load(name).Body);
        var summary = document.RootElement.GetProperty("operationSummary")
            .GetProperty(list)
            .EnumerateArray()
            .Select(ticket => ticket.GetString())
            .ToArray();
        var tickets = document.RootElement.GetProperty("payload").GetProperty("airPnr").GetProperty("travelerInfos").EnumerateArray()
            .SelectMany(traveler => traveler.GetProperty("tickets").EnumerateArray())
            .ToDictionary(ticket => ticket.GetProperty("ticketNumber").GetString()!, ticket => ticket.GetProperty("status").GetString());

        Assert.NotEmpty(summary);
        Assert.All(summary, number => Assert.Equal(status, tickets[number!]));
    }

    [Fact]
    public void A_rebooked_hotel_names_the_booking_that_it_replaces()
    {
        using var document = JsonDocument.Parse(Load("pnr-v3.booking-rebooked.hotel").Body);
        var reference = document.RootElement.GetProperty("payload").GetProperty("hotelPnr").GetProperty("rebookReference");

        Assert.Equal(
            Load("pnr-v3.booking-created.hotel").Envelope!.Subject!.Value.Id, reference.GetProperty("cancelledPnrIds")[0].GetString());
        Assert.Equal(Load("pnr-v3.booking-rebooked.hotel").Envelope!.Subject!.Value.Id, reference.GetProperty("rebookedPnrId").GetString());
    }

    private static WebhookSample Load(string name) => WebhookSample.Get(name);

    private static string Dashed(string name) => name.ToLowerInvariant().Replace('_', '-');

    private static string? BookingTypeOf(WebhookSample sample)
    {
        using var document = JsonDocument.Parse(sample.Body);
        var payload = document.RootElement.GetProperty("payload");
        return _bookingTypes.SingleOrDefault(type => payload.TryGetProperty(type + "Pnr", out _));
    }

    private static decimal Amount(JsonElement money) => money.GetProperty("amount").GetDecimal();

    private static decimal Fare(JsonElement fare) => Amount(fare.GetProperty("base")) + Amount(fare.GetProperty("tax"));

    private static IEnumerable<JsonElement> FaresWithBreakdown(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => FaresWithBreakdown(property.Value)).Concat(
            element.TryGetProperty("taxBreakdown", out var breakdown) && breakdown.ValueKind is JsonValueKind.Array ? [element] : []),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(FaresWithBreakdown),
        _ => [],
    };

    [GeneratedRegex(@"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")]
    private static partial Regex MailAddresses();

    [GeneratedRegex("https?://(?<host>[^/\"]+)")]
    private static partial Regex Addresses();

    [GeneratedRegex("\"nationalNumber\": (?<number>[0-9]+)")]
    private static partial Regex NationalNumbers();
}

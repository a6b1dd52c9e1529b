using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Simulation.Stories;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class LifecycleTimesTests
{
    private static readonly HashSet<string> _past =
        [
            "createdAt", "updatedAt", "bookingDateTime", "issuedDateTime", "updateDateTime", "updatedDateTime", "transactionDateTime",
            "transactionTime", "refundDate", "dateTime",
        ];

    // Each takes its own time by its seed
    public static TheoryData<string, int> Stories
    {
        get
        {
            var stories = new TheoryData<string, int>();
            foreach (var lifecycle in Lifecycle.All)
            {
                for (var seed = 1; seed <= 4; seed++)
                    stories.Add(lifecycle.Name, seed);
            }

            return stories;
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void Nothing_in_the_past_is_later_than_the_event_that_mentions_it_or_earlier_than_its_booking(string name, int seed)
    {
        var story = Told.Lifecycle(name, seed);
        var created = story.Where(told => told.IsBooking).GroupBy(told => told.Event.Subject!)
            .ToDictionary(
                booking => booking.Key,
                booking => booking.First().Operation == "SPLIT_PNR_CREATED" ? story[0].Event.OccurredAt : booking.First().Event.OccurredAt);

        foreach (var told in story)
        {
            foreach (var (path, subject, time) in TimesIn(told.Payload, told.Event.Subject!))
            {
                var last = IsDay(time) ? told.Event.OccurredAt.Date : told.Event.OccurredAt;
                Assert.True(At(time) <= last, $"{told.Operation} of {told.Event.OccurredAt:O} has {path} {time}");
                if (created.TryGetValue(subject, out var first))
                    Assert.True(
                        At(time) >= (IsDay(time) ? first.Date : first.AddMilliseconds(-first.Millisecond)),
                        $"{told.Operation}: {subject} of {first:O} has {path} {time}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void What_was_told_once_keeps_its_version_and_time(string name, int seed)
    {
        foreach (var booking in Told.Lifecycle(name, seed).Where(told => told.IsBooking).GroupBy(told => told.Event.Subject))
        {
            var facts = booking.SelectMany(told => Facts(told.Payload)).Distinct().ToList();
            Assert.Equal(facts.Count, facts.Select(fact => fact.What).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_ticket_is_issued_when_its_event_says_so_and_not_before_the_last_decline(int seed)
    {
        var story = Told.Lifecycle("air: card declined, then ticketed", seed);
        var ticketed = story.Single(told => told.Operation == "BOOKING_TICKETED");

        Assert.All(ticketed.Tickets.Values, ticket => Assert.Equal(Second(ticketed), At(Iso(ticket, "issuedDateTime"))));
        Assert.True(story.Last(told => told.Operation == "PAYMENT_DECLINED").Event.OccurredAt < ticketed.Event.OccurredAt);
    }

    [Fact]
    public void Both_tickets_of_a_booking_that_is_split_later_are_issued_when_it_is_ticketed()
    {
        var story = Told.Lifecycle("air: split");
        var (ticketed, child) = (story[1], story[3]);

        Assert.Equal(ticketed.Tickets.Keys.Order(), ticketed.Summary("ticketsIssued").Order());
        Assert.All(ticketed.Tickets.Values, ticket => Assert.Equal(Second(ticketed), At(Iso(ticket, "issuedDateTime"))));
        Assert.All(
            ticketed.Payload.GetProperty("transactions").EnumerateArray(),
            transaction => Assert.Equal(Second(ticketed), At(TimeOf(transaction))));
        Assert.All(
            child.Payload.GetProperty("transactions").EnumerateArray(),
            transaction => Assert.Equal(Second(ticketed), At(TimeOf(transaction))));
    }

    [Theory]
    [InlineData("air: ticketed")]
    [InlineData("hotel: stay")]
    [InlineData("hotel: rebooked")]
    [InlineData("hotel: cancelled by the hotel")]
    [InlineData("car: cancelled and rebooked")]
    [InlineData("rail: journey")]
    public void A_service_charge_is_taken_when_its_event_says_so_and_its_payment_is_named_after_its_booking(string name)
    {
        foreach (var charge in Told.Lifecycle(name).Where(told => told.Event.EventType == "SERVICE_CHARGE"))
        {
            var booking = charge.Payload.GetProperty("bookingDetails").GetProperty("pnrId").GetString()!;

            Assert.Equal(Second(charge), At(Iso(charge.Payload, "transactionTime")));
            if (charge.Payload.GetProperty("paymentStatus").GetString() != "NO_CHARGE")
                Assert.Equal(
                    $"pi_sample_{booking}_fee1",
                    charge.Payload.GetProperty("paymentTransaction").GetProperty("paymentReference").GetString());
        }
    }

    private static IEnumerable<(string Path, string Subject, string Time)> TimesIn(JsonElement node, string subject, string path = "")
    {
        if (node.ValueKind is JsonValueKind.Array)
            return node.EnumerateArray().SelectMany((item, index) => TimesIn(item, subject, $"{path}[{index}]"));
        if (node.ValueKind is not JsonValueKind.Object)
            return [];
        // A charge, and a trip with its bookings
        if (node.TryGetProperty("bookingDetails", out var details))
            subject = "pnr/" + details.GetProperty("pnrId").GetString();
        else if (node.TryGetProperty("pnrId", out var id) && node.TryGetProperty("version", out _))
            subject = "pnr/" + id.GetString();
        return node.EnumerateObject()
            .SelectMany(property => _past.Contains(property.Name) && property.Value.TryGetProperty("iso8601", out var time)
                ? [($"{path}.{property.Name}", subject, time.GetString()!)]
                : TimesIn(property.Value, subject, $"{path}.{property.Name}"));
    }

    private static IEnumerable<(string What, string Fact)> Facts(JsonElement booking)
    {
        foreach (var transaction in booking.GetProperty("transactions").EnumerateArray())
            yield return ("transaction " + transaction.GetProperty("paymentReqId").GetString(),
                $"{transaction.GetProperty("pnrVersion").GetInt32()} {TimeOf(transaction)}");
        foreach (var (index, entry) in booking.GetProperty("bookingHistory").EnumerateArray().Index())
            yield return ($"history {index}", Iso(entry.GetProperty("bookingInfo"), "updatedDateTime"));
        if (!booking.TryGetProperty("airPnr", out var air))
            yield break;
        foreach (var ticket in air.GetProperty("travelerInfos")
            .EnumerateArray()
            .SelectMany(traveler => traveler.GetProperty("tickets").EnumerateArray()))
        {
            yield return ("ticket " + ticket.GetProperty("ticketNumber").GetString(), Iso(ticket, "issuedDateTime"));
            if (ticket.TryGetProperty("refundInfo", out var refund))
                yield return ("refund of " + ticket.GetProperty("ticketNumber").GetString(), Iso(refund, "refundDate"));
        }
    }

    private static string TimeOf(JsonElement transaction) => Iso(transaction.GetProperty("itemGroups")[0], "transactionDateTime");

    private static string Iso(JsonElement parent, string name) => parent.GetProperty(name).GetProperty("iso8601").GetString()!;

    private static DateTimeOffset At(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static bool IsDay(string time) => time.Length == "2026-09-11".Length;

    private static DateTimeOffset Second(Told told) => told.Event.OccurredAt.AddMilliseconds(-told.Event.OccurredAt.Millisecond);
}

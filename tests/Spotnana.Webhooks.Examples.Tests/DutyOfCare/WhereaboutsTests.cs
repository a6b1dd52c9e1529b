using System.Text;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Examples.DutyOfCare;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Examples.Tests.DutyOfCare;

public sealed class WhereaboutsTests
{
    private readonly MemoryPresences _presences = new();

    [Theory]
    [InlineData("SFO", "2026-09-14T20:00Z", "in SFO")] // departs at 14:15 there, 21:15 UTC
    [InlineData("SFO", "2026-09-14T21:16Z", "")]
    [InlineData("FRA", "2026-09-14T21:16Z", "on the way to FRA")]
    [InlineData("FRA", "2026-09-15T09:00Z", "in FRA")] // 10:05 to 12:45 there
    [InlineData("Frankfurt am Main", "2026-09-15T09:00Z", "in FRA")]
    [InlineData("BER", "2026-09-15T11:00Z", "on the way to BER")]
    [InlineData("ber", "2026-09-17T03:00Z", "in BER")] // between the flights
    [InlineData("SFO", "2026-09-19T18:00Z", "on the way to SFO")]
    [InlineData("SFO", "2026-09-20T15:50-07:00", "in SFO")] // a day after the arrival
    [InlineData("SFO", "2026-09-20T15:51-07:00", "")]
    [InlineData("DEN", "2026-09-15T09:00Z", "")]
    public async Task Flights_tell_who_is_at_an_airport_and_who_is_on_the_way(string place, string at, string expected)
    {
        await TellAsync("pnr-v3.booking-ticketed.air");

        Assert.Equal(expected, string.Join(", ", (await WhoAsync(place, at)).Distinct()));
    }

    [Theory]
    [InlineData("pnr-v3.booking-created.hotel", "Berlin", "2026-09-15T13:00Z", "in Berlin")] // 15:00 there
    [InlineData("pnr-v3.booking-created.hotel", "Berlin", "2026-09-15T12:59Z", "")]
    [InlineData("pnr-v3.booking-created.hotel", "Berlin", "2026-09-18T09:00Z", "in Berlin")]
    [InlineData("pnr-v3.booking-created.hotel", "Berlin", "2026-09-18T09:01Z", "")]
    [InlineData("pnr-v3.booking-created.car", "Schönefeld", "2026-09-17T16:00Z", "in BER")]
    [InlineData("pnr-v3.booking-created.car", "BER", "2026-09-17T16:01Z", "")]
    [InlineData("pnr-v3.booking-created.rail", "Hamburg", "2026-09-17T06:00Z", "on the way to AH")]
    [InlineData("pnr-v3.booking-created.rail", "Hamburg", "2026-09-17T12:00Z", "in AH")]
    [InlineData("pnr-v3.booking-created.rail", "Berlin", "2026-09-17T12:00Z", "")]
    public async Task So_do_stays_cars_and_trains(string sample, string place, string at, string expected)
    {
        await TellAsync(sample);

        Assert.Equal(expected, string.Join(", ", (await WhoAsync(place, at)).Distinct()));
    }

    [Theory]
    [InlineData("pnr-v3.booking-ticketed.air", "pnr-v3.ticket-refunded.air")]
    [InlineData("pnr-v3.booking-created.hotel", "pnr-v3.booking-canceled-by-traveler.hotel")]
    [InlineData("pnr-v3.booking-created.car", "pnr-v3.booking-canceled-by-traveler.car")]
    [InlineData("pnr-v3.booking-created.rail", "pnr-v3.refund.rail")]
    public async Task Who_cancelled_is_nowhere_and_a_late_older_event_changes_nothing(string booked, string cancelled)
    {
        await TellAsync(booked);
        Assert.NotEmpty(await AllAsync());

        await TellAsync(cancelled);
        await TellAsync(booked, isStale: true);

        Assert.Empty(await AllAsync());
    }

    [Fact]
    public async Task Nor_does_one_that_the_inbox_does_not_know_to_be_stale()
    {
        await TellAsync("pnr-v3.ticket-refunded.air");
        await TellAsync("pnr-v3.booking-ticketed.air");

        Assert.Empty(await AllAsync());
    }

    [Fact]
    public async Task A_flight_that_the_airline_cancelled_out_of_a_booking_is_not_flown_and_the_others_are()
    {
        var text = Encoding.UTF8.GetString(WebhookSample.Get("pnr-v3.booking-ticketed.air").Body.Span);
        const string Status = "\"flightStatus\": \"CONFIRMED";
        var last = text.LastIndexOf(Status, StringComparison.Ordinal);
        var without = text[..last] + "\"flightStatus\": \"CANCELLED_BY_VENDOR" + text[(last + Status.Length)..];

        await TellAsync(WebhookSample.Of(without));

        Assert.Empty(await WhoAsync("SFO", "2026-09-19T18:00Z"));
        Assert.NotEmpty(await WhoAsync("FRA", "2026-09-19T18:00Z"));
    }

    [Fact]
    public async Task Of_a_rebooking_only_the_new_booking_counts_whichever_comes_first()
    {
        await TellAsync("pnr-v3.booking-created.hotel");
        await TellAsync("pnr-v3.booking-rebooked.hotel");
        Assert.Single(await AllAsync());

        await TellAsync("pnr-v3.booking-updated.hotel"); // the old one, late
        Assert.Equal("9", Assert.Single(await AllAsync()).Until.UtcDateTime.ToString("%d", null)[^1..]);

        await TellAsync("pnr-v3.booking-canceled-by-traveler.hotel");
        Assert.Single(await AllAsync());
    }

    [Fact]
    public async Task A_traveler_who_is_being_split_off_is_told_once()
    {
        var split = Encoding.UTF8.GetString(WebhookSample.Get("pnr-v3.split-pnr-created.air").Body.Span);

        await TellAsync(WebhookSample.Of(split.Replace("6104418001", "6104419999", StringComparison.Ordinal)));
        await TellAsync(WebhookSample.Of(split));

        Assert.Single(await WhoAsync("BER", "2026-09-15T11:00Z"));
    }

    [Fact]
    public async Task Where_no_zone_is_told_every_instant_counts_at_which_the_clock_may_show_it()
    {
        var text = Encoding.UTF8.GetString(WebhookSample.Get("pnr-v3.booking-created.hotel").Body.Span);

        await TellAsync(WebhookSample.Of(text.Replace("Europe/Berlin", "Nowhere/Known", StringComparison.Ordinal)));

        Assert.NotEmpty(await WhoAsync("Berlin", "2026-09-15T01:00Z")); // 15:00 at UTC+14
        Assert.Empty(await WhoAsync("Berlin", "2026-09-15T00:59Z"));
        Assert.NotEmpty(await WhoAsync("Berlin", "2026-09-18T23:00Z")); // 11:00 at UTC-12
        Assert.Empty(await WhoAsync("Berlin", "2026-09-18T23:01Z"));
    }

    private Task TellAsync(string sample, bool isStale = false) => TellAsync(WebhookSample.Get(sample), isStale);

    private async Task TellAsync(WebhookSample told, bool isStale = false) => Assert.Equal(
        HandlerResult.Done, await new Whereabouts(_presences).HandleAsync(told.ToContext<Booking>(isStale: isStale), default));

    private async Task<IEnumerable<string>> WhoAsync(string place, string at)
    {
        var instant = DateTimeOffset.Parse(at, null);
        return (await _presences.FindAsync(place, instant, instant, default))
            .Select(presence => $"{(presence.IsOnTheWay ? "on the way to" : "in")} {presence.Place}");
    }

    private async Task<IReadOnlyList<Presence>> AllAsync() =>
        [
            .. await _presences.FindAsync("Berlin", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, default),
            .. await _presences.FindAsync("BER", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, default),
        ];
}

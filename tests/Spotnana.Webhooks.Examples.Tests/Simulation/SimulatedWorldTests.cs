using System.Globalization;
using System.Text.Json;

namespace Spotnana.Webhooks.Examples.Tests.Simulation;

/// <summary>The examples tell the truth about the simulated world. The truth is read out of the JSON by hand.</summary>
public sealed class SimulatedWorldTests(HandledWorld world) : IClassFixture<HandledWorld>
{
    [Fact]
    public void The_world_was_told_out_of_order_and_with_retries()
    {
        Assert.True(world.Runs.Stale > 1000, $"{world.Runs.Stale} stale");
        Assert.True(world.Runs.Repeated > 1000, $"{world.Runs.Repeated} repeated");
        Assert.Equal(0, world.Runs.Other);
    }

    [Fact]
    public void The_sums_of_the_ledger_are_what_each_booking_s_customer_paid_in_the_end()
    {
        // Net of refunds, as the simulator's own payment info has it. Hotels and cars have no tickets.
        var truth = world.Last["PNR_V3"].Select(Payload).Where(payload => Has(payload, "airPnr") || Has(payload, "railPnr"))
            .SelectMany(payload => payload.GetProperty("paymentInfo").EnumerateArray().Select(info => info.GetProperty("netCharge"))
                .Select(net => ($"tickets/{Text(payload, "pnrId")}", Text(net, "currencyCode"), net.GetProperty("amount").GetDecimal())));

        AssertSums(truth, "tickets/");
    }

    [Fact]
    public void The_fees_are_those_that_were_charged()
    {
        var truth = world.Last["SERVICE_CHARGE"].Select(Payload).Where(payload => Text(payload, "paymentStatus") != "NO_CHARGE")
            .GroupBy(payload => Text(payload.GetProperty("bookingDetails"), "pnrId"))
            .SelectMany(booking => booking.Select(payload => payload.GetProperty("charge").GetProperty("totalAmount"))
                .GroupBy(total => Text(total, "currencyCode"))
                .Select(sum => ($"fees/{booking.Key}", sum.Key, sum.Sum(total => total.GetProperty("amount").GetDecimal()))));

        AssertSums(truth, "fees/");
    }

    [Fact]
    public void No_ticket_is_ever_in_the_books_twice()
    {
        var numbers = world.Books.Entries.GroupBy(entry => (entry.Account, entry.Number)).ToList();

        Assert.True(numbers.Count > 1500, $"{numbers.Count} posted");
        Assert.All(numbers, entries =>
        {
            var (price, sum) = (entries.First().Amount.Amount, 0m);
            Assert.All(entries, entry => Assert.InRange(sum += entry.Amount.Amount, 0, price));
        });
    }

    [Fact]
    public async Task Who_is_where_is_what_a_search_through_all_bookings_finds()
    {
        string[] places =
            ["SFO", "San Francisco", "FRA", "Frankfurt am Main", "BER", "Berlin", "DEN", "HAM", "AH", "Hamburg", "Schönefeld"];
        var random = new Random(50);
        var search = new WhereaboutsSearch(world.Last["PNR_V3"].Select(Payload));
        var first = new DateTimeOffset(2026, 9, 10, 0, 0, 0, TimeSpan.Zero);
        var found = 0;
        for (var i = 0; i < 50; i++)
        {
            var (place, from) = (places[random.Next(places.Length)], first.AddMinutes(random.Next(45 * 24 * 60)));
            var until = from.AddMinutes(random.Next(48 * 60));

            var told = (await world.Presences.FindAsync(place, from, until, default))
                .Select(presence => (presence.Traveler.Id!, presence.IsOnTheWay)).ToHashSet();

            var truth = search.Who(place, from, until);
            Assert.True(truth.SetEquals(told), string.Create(
                CultureInfo.InvariantCulture, $"{place}, {from:O} to {until:O}: {told.Count} told, {truth.Count} true"));
            found += truth.Count;
        }

        Assert.True(found > 1000, $"{found} found");
    }

    [Fact]
    public void The_directory_holds_who_was_not_purged_with_the_last_profile()
    {
        var last = world.Last["TRAVELER_V2"].ToList();
        var truth = last.Where(envelope => Text(envelope, "operation") != "PURGE").Select(Payload).Select(payload =>
            $"{Text(payload, "id")} {Text(payload.GetProperty("businessInfo"), "designation")} {payload.GetProperty("isActive")}").ToList();

        Assert.InRange(truth.Count, 1, last.Count - 1);
        Assert.Equal(
            truth.Order(), world.Directory.Profiles.Select(profile => $"{profile.Id} {profile.JobTitle} {profile.IsActive}").Order());
    }

    private void AssertSums(IEnumerable<(string Account, string Currency, decimal Sum)> truth, string accounts)
    {
        var told = world.Books.Entries.Where(entry => entry.Account.StartsWith(accounts, StringComparison.Ordinal))
            .GroupBy(entry => (entry.Account, entry.Amount.Currency), entry => entry.Amount.Amount)
            .Select(sum => Line(sum.Key.Account, sum.Key.Currency, sum.Sum())).Where(line => line.Length > 0).Order().ToList();

        Assert.True(told.Count > 500, $"{told.Count} sums");
        Assert.Equal(truth.Select(sum => Line(sum.Account, sum.Currency, sum.Sum)).Where(line => line.Length > 0).Order(), told);
    }

    // Nothing paid is no line
    private static string Line(string account, string currency, decimal sum) =>
        sum == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{account} {sum:0.00} {currency}");

    private static JsonElement Payload(JsonElement envelope) => envelope.GetProperty("payload");

    private static bool Has(JsonElement element, string name) => element.TryGetProperty(name, out _);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

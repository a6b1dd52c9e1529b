using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Tests.Payloads;

/// <summary>What is new or missing in a payload never keeps it from being read.</summary>
public sealed class ToleranceTests
{
    private static readonly string[] Names = [.. WebhookSample.Names];

    [Fact]
    public void Each_sample_is_read_by_the_view_of_its_event_type() => Assert.All(Names, name => Read(name, WebhookSample.Get(name).Body));

    [Fact]
    public void Members_and_values_that_nobody_knows_and_members_that_are_missing_change_nothing() =>
        Gen.Select(Gen.Int[0, Names.Length - 1].Select(i => Names[i]), Gen.Int[0, int.MaxValue]).Sample((name, seed) =>
        {
            var body = JsonNode.Parse(WebhookSample.Get(name).Body.Span)!.AsObject();
            var random = new Random(seed);
            for (var edits = random.Next(1, 30); edits > 0; edits--)
                Edit(body["payload"]!.AsObject(), random);
            Read(name, Encoding.UTF8.GetBytes(body.ToJsonString()));
        });

    [Fact]
    public void A_value_of_another_kind_is_told_with_its_place() =>
        Gen.Select(Gen.Int[0, Names.Length - 1].Select(i => Names[i]), Gen.Int[0, int.MaxValue]).Sample((name, seed) =>
        {
            var body = JsonNode.Parse(WebhookSample.Get(name).Body.Span)!.AsObject();
            var random = new Random(seed);
            var path = ReplaceContainer(body["payload"]!.AsObject(), random, "$.payload");
            try
            {
                Read(name, Encoding.UTF8.GetBytes(body.ToJsonString()));
            }
            catch (PayloadException misfit)
            {
                Assert.Equal(path, misfit.Path);
                Assert.DoesNotContain("Avery", misfit.Message, StringComparison.Ordinal);
            }
        });

    [Theory]
    [InlineData("""{"airPnr":{"legs":[{"flights":[]},{"flights":{"a":1}}]}}""", "$.payload.airPnr.legs[1].flights")]
    [InlineData("""{"airPnr":{"legs":[{"flights":[{"cabin":{}}]}]}}""", "$.payload.airPnr.legs[0].flights[0].cabin")]
    [InlineData("""{"data":{"version":"three"}}""", "$.payload.data.version")]
    [InlineData("""{"pnrTravelers":[null,7]}""", "$.payload.pnrTravelers[1]")]
    [InlineData("""[]""", "$.payload")]
    public void The_place_of_what_does_not_fit_is_exact(string payload, string path) =>
        Assert.Equal(path, Assert.Throws<PayloadException>(() => OtherBookingTests.Read(payload)).Path);

    [Fact]
    public void A_body_without_a_payload_does_not_fit()
    {
        Assert.Equal("$.payload", Assert.Throws<PayloadException>(() => Booking.Parse("{}"u8.ToArray())).Path);
        Assert.Equal("$", Assert.Throws<PayloadException>(() => Booking.Parse("{\"payload\":"u8.ToArray())).Path);
    }

    [Theory]
    [InlineData("\"12.50\"", "12.5")]
    [InlineData("1e2", "100")]
    [InlineData("0.1", "0.1")]
    public void Amounts_are_exact(string amount, string expected)
    {
        var booking = OtherBookingTests.Read($$$$"""{"totalFareAmount":{"base":{"amount":{{{{amount}}}},"currencyCode":"CAD"}}}""");

        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), booking.Total?.Total?.Amount);
    }

    [Fact]
    public void Amounts_of_two_currencies_are_not_added() =>
        Assert.Null(OtherBookingTests.Read(
            """{"totalFareAmount":{"base":{"amount":1,"currencyCode":"CAD"},"tax":{"amount":1,"currencyCode":"USD"}}}""").Total?.Total);

    private static object Read(string name, ReadOnlyMemory<byte> body) => name.Split('.')[0] switch
    {
        "pnr-v3" => Use(Booking.Parse(body)),
        "trip-details-v3" => Trip.Parse(body),
        "traveler-v2" => Traveler.Parse(body),
        "pnr-approval" => ApprovalRequest.Parse(body),
        "agent-task-details" => AgentTask.Parse(body),
        "service-charge" => ServiceCharge.Parse(body),
        _ => throw new InvalidOperationException(name),
    };

    // What is computed must hold as well.
    private static Booking Use(Booking booking)
    {
        foreach (var segment in booking.Segments)
            _ = (segment.StartsAt?.Instant, segment.EndsAt?.Instant, segment.IsCancelled, segment.From?.ToString());
        foreach (var ticket in booking.Tickets)
            _ = (ticket.Total, ticket.IsAncillary, ticket.Refund?.Fare?.Total);
        _ = (booking.Total?.Total, (booking as HotelBooking)?.Stay.Nights);
        return booking;
    }

    /// <summary>Adds an unknown member, changes a word, or removes a member, somewhere.</summary>
    private static void Edit(JsonObject payload, Random random)
    {
        var objects = Objects(payload).ToList();
        var some = objects[random.Next(objects.Count)];
        var members = some.Select(member => member.Key).ToList();
        var name = members.Count == 0 ? null : members[random.Next(members.Count)];
        switch (random.Next(4))
        {
            case 0:
                some[$"unknown{random.Next(9)}"] =
                    random.Next(3) switch { 0 => "new", 1 => new JsonArray(1), _ => new JsonObject { ["a"] = 1 } };
                break;
            case 1 when name is not null:
                some.Remove(name);
                break;
            case 2 when name is not null:
                some[name] = null;
                break;
            case 3 when name is not null && some[name] is JsonValue value && value.TryGetValue<string>(out _):
                some[name] = "SOMETHING_NEW";
                break;
        }
    }

    /// <summary>Puts true in the place of an object or a list.</summary>
    private static string ReplaceContainer(JsonObject payload, Random random, string root)
    {
        var places = Objects(payload).SelectMany(one => one.Where(member => member.Value is JsonObject or JsonArray)
            .Select(member => (Object: one, member.Key))).ToList();
        var (some, name) = places[random.Next(places.Count)];
        var path = root + some.GetPath()[payload.GetPath().Length..] + "." + name;
        some[name] = true;
        return path;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject one => one.Select(member => member.Value).SelectMany(Objects).Prepend(one),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };
}

using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Routes: handlers made from settings alone.</summary>
public sealed class RouteTests
{
    [Fact]
    public async Task A_route_posts_the_original_bytes_of_what_its_filter_lets_through()
    {
        await using var target = await RouteTarget.StartAsync(_ => 204);
        using var receiver = new RunningReceiver(Route(target.Url, new()
        {
            ["Routes:expenses:EventTypes:0"] = "PNR_V3",
            ["Routes:expenses:Operations:0"] = "FLIGHT_CANCELLED",
        }));
        var matching = new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "FLIGHT_CANCELED", "555", organization: "org-9") };
        var other = new TestDelivery();

        await receiver.SendAsync(other);
        await receiver.SendAsync(matching);
        await receiver.StateIsAsync(matching.Id, DeliveryState.Completed);

        Assert.Equal(DeliveryState.Unhandled, receiver.StateOf(other.Id));
        var request = Assert.Single(target.Requests);
        Assert.Equal(matching.Body, request.Body);
        Assert.Equal(
            ("application/json", matching.Id, "PNR_V3", "FLIGHT_CANCELLED", "org-9", "pnr/555", "false",
                "00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01"),
            (request["Content-Type"], request["webhook-id"], request["x-spotnana-event-type"], request["x-spotnana-operation"],
                request["x-spotnana-organization-id"], request["x-spotnana-subject"], request["x-spotnana-stale"], request["traceparent"]));
        Assert.Equal("2026-03-02T17:38:07.1120000Z", request["x-spotnana-occurred-at"]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(410)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(422)]
    public async Task A_target_that_refuses_the_content_makes_a_dead_letter_at_once(int statusCode)
    {
        await using var target = await RouteTarget.StartAsync(_ => statusCode);
        using var receiver = new RunningReceiver(Route(target.Url));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Dead);

        Assert.Single(target.Requests);
        Assert.Equal((long)DeadReason.Rejected, receiver.Query<long>("SELECT reason FROM handling"));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(401)]
    public async Task Any_other_answer_is_tried_again(int statusCode)
    {
        await using var target = await RouteTarget.StartAsync(count => count < 3 ? statusCode : 200);
        using var receiver = new RunningReceiver(Route(target.Url));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        Assert.Equal(3, target.Requests.Count);
    }

    [Fact]
    public async Task A_route_with_an_organization_filter_never_gets_a_delivery_of_another_or_of_none()
    {
        await using var target = await RouteTarget.StartAsync(_ => 200);
        using var receiver = new RunningReceiver(Route(target.Url, new() { ["Routes:expenses:Organizations:0"] = "org-1" }));
        var other = new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "1", organization: "org-2") };
        var none = new TestDelivery { Body = """{"event_type":"PNR_V3","payload":{}}"""u8.ToArray() };
        var own = new TestDelivery();

        foreach (var delivery in (TestDelivery[])[other, none, own])
            await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(own.Id, DeliveryState.Completed);

        Assert.Equal(own.Id, Assert.Single(target.Requests)["webhook-id"]);
    }

    [Theory]
    [InlineData("", "Routes:expenses:Forward:Url is empty")]
    [InlineData("ftp://example.com/", "Set the whole URL")]
    [InlineData("http://example.com/hooks", "Routes:expenses:Forward:AllowHttp")]
    [InlineData("https://user:pw@example.com/hooks", "holds credentials")]
    public void A_route_that_cannot_be_right_stops_the_start_and_names_the_key(string url, string expected)
    {
        using var receiver = new RunningReceiver(Route(url));
        Assert.Contains(expected, Assert.ThrowsAny<Exception>(receiver.Start).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void With_two_subscriptions_a_route_must_name_its_own()
    {
        using var receiver = new RunningReceiver(
            Route("https://example.com/", new() { ["Subscriptions:tmc:Secrets:0"] = TestDelivery.OtherSecret }));
        Assert.Contains(
            "Routes:expenses:Subscriptions is empty", Assert.ThrowsAny<Exception>(receiver.Start).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EventTypes", "pnr_v3", "Routes:expenses:EventTypes:0 is 'pnr_v3'. Write it as Spotnana does: PNR_V3.")]
    [InlineData("Operations", "booking_ticketed",
        "Routes:expenses:Operations:0 is 'booking_ticketed'. Write it as Spotnana does: BOOKING_TICKETED.")]
    [InlineData("Operations", "flight_canceled", "Write it as Spotnana does: FLIGHT_CANCELED.")]
    [InlineData("Organizations", " org-1", "Routes:expenses:Organizations:0 is ' org-1'. Set it to a name without white space around it")]
    public void A_route_whose_filter_would_match_nothing_stops_the_start_and_names_the_key(string filter, string name, string expected)
    {
        using var receiver = new RunningReceiver(Route("https://example.com/", new() { [$"Routes:expenses:{filter}:0"] = name }));
        Assert.Contains(expected, Assert.ThrowsAny<Exception>(receiver.Start).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_in_a_routes_filter_is_warned_of_at_start()
    {
        using var receiver = new RunningReceiver(Route(
            "https://example.com/",
            new() { ["Routes:expenses:EventTypes:0"] = "PNR_V4", ["Routes:expenses:Operations:0"] = "FLIGHT_CANCELED" }));
        receiver.Start();
        Assert.Equal(
            ["\"Routes:expenses:EventTypes\" names \"PNR_V4\", which this release does not know: check its spelling. "
                + "A filter takes only what it names."],
            receiver.Log.Events
                .Where(line => line.Level == Serilog.Events.LogEventLevel.Warning
                    && line.MessageTemplate.Text.Contains(" names ", StringComparison.Ordinal))
                .Select(line => line.RenderMessage(null)));
    }

    private static Dictionary<string, string?> Route(string url, Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?>(more ?? []) { ["Routes:expenses:Forward:Url"] = url };
        return settings;
    }
}

using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Forwarding;

/// <summary>The headers that a route adds to its requests.</summary>
public sealed class HeaderTests
{
    [Fact]
    public async Task A_routes_own_headers_come_with_each_request_and_their_files_are_read_again()
    {
        await using var target = await RouteTarget.StartAsync(_ => 200);
        using var volume = new SecretVolume(("token", "Bearer first-token\n"));
        using var receiver = new RunningReceiver(ForwardSettings.To(
            target.Url, ("Forward:Headers:X-Tenant", "acme travel"), ("Forward:HeaderFiles:Authorization", volume.PathOf("token"))));

        var first = await ForwardedAsync(receiver, target);
        volume.Swap(("token", "two\nlines"));
        await Wait.UntilAsync(async () => (await ForwardedAsync(receiver, target))["Authorization"] == "Bearer first-token"
            && receiver.Log.Text.Contains("holds characters that a header cannot carry", StringComparison.Ordinal));
        volume.Swap(("token", "Bearer second-token"));
        await Wait.UntilAsync(async () => (await ForwardedAsync(receiver, target))["Authorization"] == "Bearer second-token");

        Assert.Equal(("acme travel", "Bearer first-token"), (first["X-Tenant"], first["Authorization"]));
        foreach (var value in (string[])["first-token", "second-token", "acme travel"])
            Assert.DoesNotContain(value, receiver.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Tenant", "")]
    [InlineData("X-Tenant", "geheim-ü")]
    [InlineData("X Tenant", "geheim")]
    [InlineData("Webhook-Id", "geheim")]
    [InlineData("x-spotnana-subject", "geheim")]
    [InlineData("traceparent", "geheim")]
    [InlineData("Content-Type", "geheim")]
    [InlineData("Host", "geheim")]
    [InlineData("Transfer-Encoding", "geheim")]
    [InlineData("Connection", "geheim")]
    public void A_header_that_cannot_be_sent_stops_the_start_and_its_value_is_not_printed(string name, string value)
    {
        using var receiver = new RunningReceiver(ForwardSettings.To("https://example.com/", ($"Forward:Headers:{name}", value)));

        var error = Assert.ThrowsAny<Exception>(receiver.Start).ToString();

        Assert.Contains($"Routes:expenses:Forward:Headers:{name} ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_file_that_is_not_there_and_a_header_in_both_places_stop_the_start()
    {
        using var receiver = new RunningReceiver(ForwardSettings.To(
            "https://example.com/", ("Forward:HeaderFiles:Authorization", "/no/such/file"), ("Forward:Headers:authorization", "geheim")));

        var error = Assert.ThrowsAny<Exception>(receiver.Start).ToString();

        Assert.Contains(
            "Routes:expenses:Forward:HeaderFiles:Authorization (/no/such/file) cannot be read", error, StringComparison.Ordinal);
        Assert.Contains("stands under Headers too", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_event_does_not_say_becomes_no_header_and_there_is_one_traceparent()
    {
        await using var target = await RouteTarget.StartAsync(_ => 200);
        using var receiver = new RunningReceiver(ForwardSettings.To(target.Url));

        var request = await ForwardedAsync(
            receiver, target,
            new TestDelivery { Body = """{"event_type":"SOMETHING_NEW","operation":"Änderung","payload":{}}"""u8.ToArray() });

        Assert.Equal(
            ("SOMETHING_NEW", null, null, null),
            (request["x-spotnana-event-type"], request["x-spotnana-operation"], request["x-spotnana-organization-id"],
                request["x-spotnana-subject"]));
        Assert.Matches("^00-463ac35c9f6413ad48485a3953bb6124-[0-9a-f]{16}-01$", request["traceparent"]);
    }

    private static async Task<RouteTarget.Received> ForwardedAsync(
        RunningReceiver receiver, RouteTarget target, TestDelivery? delivery = null)
    {
        delivery ??= new TestDelivery();
        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);
        return target.Requests.Last();
    }
}

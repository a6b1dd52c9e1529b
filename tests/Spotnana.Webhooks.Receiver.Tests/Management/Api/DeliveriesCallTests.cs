using System.Net;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>Listing and showing deliveries, and reading their bytes, over the real service.</summary>
public sealed class DeliveriesCallTests : IClassFixture<DeliveriesCallTests.Fixture>
{
    private readonly RunningReceiver _receiver;

    public DeliveriesCallTests(Fixture fixture) => _receiver = fixture.Receiver;

    [Fact]
    public async Task A_delivery_is_shown_with_everything_that_is_known_of_it()
    {
        var delivery = new TestDelivery
        {
            Body = TestDelivery.Envelope("PNR_V3", "FLIGHT_CANCELED", "6104417720", version: 7, organization: "org-show"),
        };
        await _receiver.SendAsync(delivery);
        await _receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        var shown = (await _receiver.AskAsync($"/api/deliveries/{delivery.Id}")).Json();

        Assert.Equal(
            [
                delivery.Id, "spotnana", "PNR_V3", "FLIGHT_CANCELED", "org-show", "pnr/6104417720", "completed",
                "463ac35c9f6413ad48485a3953bb6124", "a2fb4a1d1a96d312",
            ],
            ((string[])["id", "subscription", "eventType", "operation", "organizationId", "subject", "state", "traceId", "spanId"])
                .Select(name => shown.Text(name)));
        Assert.Equal((7, delivery.Body.Length), (shown.GetProperty("version").GetInt32(), shown.GetProperty("bytes").GetInt32()));
        Assert.Equal("2026-03-02T17:38:07.112Z", shown.Text("occurredAt"));
        Assert.EndsWith("Z", shown.Text("receivedAt"), StringComparison.Ordinal);
        var handling = Assert.Single(shown.GetProperty("handlings").EnumerateArray());
        Assert.Equal(("every", "completed"), (handling.Text("handler"), handling.Text("state")));
        var attempt = Assert.Single(handling.GetProperty("attempts").EnumerateArray());
        Assert.Equal("completed", attempt.Text("outcome"));
        Assert.True(attempt.GetProperty("milliseconds").GetInt64() >= 0);
        Assert.EndsWith("Z", attempt.Text("startedAt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_filter_narrows()
    {
        var wanted = new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "FLIGHT_CANCELED", "filter-1", organization: "org-filter") };
        var other = new TestDelivery { Body = TestDelivery.Envelope("TRIP_DETAILS_V3", "CREATE", "filter-2", organization: "org-else") };
        await _receiver.SendAsync(other);
        await _receiver.SendAsync(wanted);
        await _receiver.StateIsAsync(wanted.Id, DeliveryState.Completed);
        var received = (await _receiver.AskAsync($"/api/deliveries/{wanted.Id}")).Json().Text("receivedAt")!;

        foreach (var filter in (string[])[
            "state=completed", "handler=every", "eventType=PNR_V3", "operation=FLIGHT_CANCELLED", "organization=ORG-filter",
            "subject=pnr%2Ffilter-1", $"from={received}",
        ])
            Assert.Equal([wanted.Id], (await _receiver.AskAsync($"/api/deliveries?{filter}&limit=1")).Json().Ids());
        var found = await _receiver.AskAsync(
            "/api/deliveries?organization=org-filter&state=completed&subscription=spotnana&traceId=463AC35C9F6413AD48485A3953BB6124");
        Assert.Equal([wanted.Id], found.Json().Ids());
        foreach (var filter in (string[])[
            "state=dead", "reason=rejected", "handler=nobody", "subscription=tmc", "to=2026-01-01", "traceId=0000000000000000",
            "from=2999-01-01T00:00:00%2B02:00",
        ])
            Assert.DoesNotContain(wanted.Id, (await _receiver.AskAsync($"/api/deliveries?organization=org-filter&{filter}")).Json().Ids());
    }

    [Fact]
    public async Task Paging_lists_each_delivery_once_while_others_arrive()
    {
        var before = new List<string>();
        for (var i = 0; i < 25; i++)
            before.Add(await SendAsync("org-paging"));

        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = (await _receiver.AskAsync($"/api/deliveries?organization=org-paging&limit=4{cursor}")).Json();
            Assert.InRange(page.Ids().Length, 0, 4);
            seen.AddRange(page.Ids());
            await SendAsync("org-paging");
            cursor = page.Text("next") is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        before.Reverse();
        Assert.Equal(before, seen);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("100%")]
    [InlineData("q+/w==")]
    [InlineData("sha256:00ff")]
    [InlineData("what?is#this&that=1;x\\y\"'<>")]
    public async Task An_id_is_found_whatever_it_is_made_of(string id)
    {
        var delivery = new TestDelivery { Id = id };
        Assert.Equal("accepted", (await _receiver.SendAsync(delivery)).Status);
        await _receiver.StateIsAsync(id, DeliveryState.Completed);

        var address = $"/api/deliveries/{Uri.EscapeDataString(id)}";
        Assert.Equal(id, (await _receiver.AskAsync(address)).Json().Text("id"));
        Assert.Equal(1, (await _receiver.OrderAsync($"{address}/redrive")).Json().GetProperty("redriven").GetInt32());
        Assert.Contains(id, (await _receiver.AskAsync("/api/deliveries?limit=1000")).Json().Ids());
    }

    [Fact]
    public async Task The_payload_is_the_bytes_that_came()
    {
        var readable = new TestDelivery { Body = [.. TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "7"), .. "\r\n \t"u8] };
        var unreadable = new TestDelivery { Body = [0xff, 0x00, .. "<script>"u8] };
        foreach (var (delivery, contentType) in new[] { (readable, "application/json"), (unreadable, "application/octet-stream") })
        {
            await _receiver.SendAsync(delivery);
            using var response = await _receiver.Management.GetAsync(new Uri($"/api/deliveries/{delivery.Id}/payload", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(contentType, response.Content.Headers.ContentType!.ToString());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal(delivery.Body, await response.Content.ReadAsByteArrayAsync());
            Assert.Contains($"local payload.read spotnana/{delivery.Id}: {delivery.Body.Length} bytes", _receiver.Audit());
        }
    }

    [Fact]
    public async Task An_id_in_two_subscriptions_is_409_until_one_is_named()
    {
        var delivery = new TestDelivery { Id = "both" };
        await _receiver.SendAsync(delivery);
        delivery.SignedWith = TestDelivery.OtherSecret;
        await _receiver.SendAsync(delivery, "/webhooks/tmc");

        foreach (var answer in new[]
        {
            await _receiver.AskAsync("/api/deliveries/both"),
            await _receiver.AskAsync("/api/deliveries/both/payload"),
            await _receiver.OrderAsync("/api/deliveries/both/redrive"),
        })
            Assert.Contains("spotnana, tmc", answer.Problem(HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Equal("tmc", (await _receiver.AskAsync("/api/deliveries/both?subscription=tmc")).Json().Text("subscription"));
    }

    [Fact]
    public async Task Other_bytes_under_the_same_id_are_listed_as_copies_of_the_first()
    {
        var first = new TestDelivery { Id = "twice" };
        var second = new TestDelivery { Id = "twice", Body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "other") };
        await _receiver.SendAsync(first);
        Assert.Equal("quarantined", (await _receiver.SendAsync(second)).Status);

        var shown = (await _receiver.AskAsync("/api/deliveries/twice")).Json();
        Assert.False(shown.TryGetProperty("copy", out _));
        var copy = Assert.Single(shown.GetProperty("copies").EnumerateArray());
        Assert.Equal((1, "dead", "conflict"), (copy.GetProperty("copy").GetInt32(), copy.Text("state"), copy.Text("reason")));
        using var payload = await _receiver.Management.GetAsync(new Uri("/api/deliveries/twice/payload?copy=1", UriKind.Relative));
        Assert.Equal(second.Body, await payload.Content.ReadAsByteArrayAsync());
        Assert.Contains(
            "copy 2", (await _receiver.AskAsync("/api/deliveries/twice?copy=2")).Problem(HttpStatusCode.NotFound),
            StringComparison.Ordinal);
        Assert.Equal(1, (await _receiver.OrderAsync("/api/deliveries/twice/redrive?copy=1")).Json().GetProperty("redriven").GetInt32());
    }

    [Fact]
    public async Task A_copy_of_three_digits_is_shown_read_redriven_and_discarded_like_any_other()
    {
        const int Copies = 120;
        using var receiver = new RunningReceiver(environment: "Development"); // without keys bodies are read
        var last = new TestDelivery();
        for (var n = 0; n <= Copies; n++)
        {
            last = new TestDelivery { Id = "often", Body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", $"copy {n}") };
            await receiver.SendAsync(last);
        }

        var shown = (await receiver.AskAsync($"/api/deliveries/often?copy={Copies}")).Json();
        Assert.Equal((Copies, "conflict"), (shown.GetProperty("copy").GetInt32(), shown.Text("reason")));
        using var payload = await receiver.Management.GetAsync(
            new Uri($"/api/deliveries/often/payload?copy={Copies}", UriKind.Relative));
        Assert.Equal(last.Body, await payload.Content.ReadAsByteArrayAsync());
        var tool = await ToolCall.RunAsync(receiver, "inbox", "show", "often", "--copy", $"{Copies}");
        Assert.Contains($"pnr/copy {Copies}", tool.Out, StringComparison.Ordinal);
        var redriven = (await receiver.OrderAsync($"/api/deliveries/often/redrive?copy={Copies}")).Json();
        var discarded = (await receiver.OrderAsync($"/api/deliveries/often/discard?copy={Copies - 1}")).Json();
        Assert.Equal((1, 1), (redriven.GetProperty("redriven").GetInt32(), discarded.GetProperty("discarded").GetInt32()));
    }

    [Theory]
    [InlineData("/api/deliveries/unknown")]
    [InlineData("/api/deliveries/unknown/payload")]
    [InlineData("/api/deliveries/%0Aforged%20line")]
    [InlineData("/api/deliveries/%0Aforged%20line/payload")]
    public async Task What_is_not_stored_is_404(string path)
    {
        Assert.NotEmpty((await _receiver.AskAsync(path)).Problem(HttpStatusCode.NotFound));
        Assert.DoesNotContain("forged", _receiver.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_subscription_skipped_is_shown_but_its_bytes_are_410()
    {
        var delivery = new TestDelivery
        {
            SignedWith = TestDelivery.OtherSecret,
            Body = TestDelivery.Envelope("PNR_V3", "BOOKING_VOIDED", "1"),
        };
        await _receiver.SendAsync(delivery, "/webhooks/tmc");

        Assert.Equal("skipped", (await _receiver.AskAsync($"/api/deliveries/{delivery.Id}")).Json().Text("state"));
        (await _receiver.AskAsync($"/api/deliveries/{delivery.Id}/payload")).Problem(HttpStatusCode.Gone);
        (await _receiver.OrderAsync($"/api/deliveries/{delivery.Id}/redrive")).Problem(HttpStatusCode.Gone);
        Assert.Contains($"local payload.read tmc/{delivery.Id}: 410 Gone", _receiver.Audit());
    }

    [Theory]
    [InlineData("GET", "/api/deliveries?state=leased", "state", "pending, completed, dead, unhandled, skipped")]
    [InlineData("GET", "/api/deliveries?reason=bad", "reason", "rejected, exhausted, discarded, unreadable, conflict")]
    [InlineData("GET", "/api/deliveries?limit=0", "limit", "1 to 1000")]
    [InlineData("GET", "/api/deliveries?limit=1001", "limit", "1 to 1000")]
    [InlineData("GET", "/api/deliveries?limit=%2B5", "limit", "1 to 1000")]
    [InlineData("GET", "/api/deliveries?cursor=x", "cursor", "next of an earlier answer")]
    [InlineData("GET", "/api/deliveries?from=yesterday", "from", "2026-03-02T17:38:07Z")]
    [InlineData("GET", "/api/deliveries?from=2026-03-02&to=2026-03-01", "to", "a later time")]
    [InlineData("GET", "/api/deliveries?traceId=xyz", "traceId", "hexadecimal")]
    [InlineData("GET", "/api/deliveries?subject=", "subject", "leave it out")]
    [InlineData("GET", "/api/deliveries?state=dead&state=pending", "state", "once")]
    [InlineData("GET", "/api/deliveries?stat=dead", "stat", "state, reason, handler")]
    [InlineData("GET", "/api/deliveries/a?copy=-1", "copy", "0 to 2147483647")]
    [InlineData("GET", "/api/deliveries/a?id=..", "id", "which is then -")]
    [InlineData("GET", "/api/deliveries/a/payload?x=1", "x", "id, subscription, copy")]
    [InlineData("POST", "/api/deliveries/a/redrive?dryRun=true", "dryRun", "handler")]
    [InlineData("POST", "/api/redrive?dryRun=yes", "dryRun", "true, false")]
    [InlineData("POST", "/api/redrive?limit=0", "limit", "1 to")]
    [InlineData("POST", "/api/handlers/every/pause?for=1h", "for", "none")]
    [InlineData("GET", "/api/handlers?x=1", "x", "none")]
    [InlineData("GET", "/api/stats?x=1", "x", "none")]
    public async Task A_wrong_parameter_is_400_and_the_answer_names_it_and_what_is_allowed(
        string method, string target, string name, string allowed)
    {
        var detail = (await _receiver.CallAsync(new HttpMethod(method), target)).Problem(HttpStatusCode.BadRequest);
        Assert.Contains($"parameter {name} ", detail, StringComparison.Ordinal);
        Assert.Contains(allowed, detail, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string> SendAsync(string organization)
    {
        var delivery = new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "1", organization: organization) };
        await _receiver.SendAsync(delivery);
        return delivery.Id;
    }

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } = new(
            new()
            {
                ["Subscriptions:tmc:Secrets:0"] = TestDelivery.OtherSecret,
                ["Subscriptions:tmc:ExcludedOperations:0"] = "BOOKING_VOIDED",
            },
            TestHandler.Only(TestHandler.Named("every", _ => HandlerResult.Done)),
            environment: "Development");

        public void Dispose() => Receiver.Dispose();
    }
}

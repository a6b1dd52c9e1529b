using System.Net;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Telemetry;

/// <summary>The metrics of a running service, as <c>/metrics</c> shows them.</summary>
[Collection(OneService.Name)]
public sealed class MetricsTests
{
    [Fact]
    public async Task Each_outcome_is_counted_as_the_sender_saw_it()
    {
        using var receiver = new RunningReceiver(
            SendersRecord.Settings,
            TestHandler.Only(TestHandler.Named("pnr", _ => HandlerResult.Done, new() { EventTypes = [EventType.PnrV3] })));
        var record = new SendersRecord(receiver, new Random(1));

        foreach (var kind in Enum.GetValues<SendersRecord.Kind>())
            await record.SendAsync(kind);

        await record.AgreesAsync();
    }

    [Theory]
    [InlineData(20260302)]
    public async Task A_thousand_deliveries_of_random_outcomes_agree_with_the_senders_record(int seed)
    {
        using var receiver = new RunningReceiver(
            SendersRecord.Settings,
            TestHandler.Only(TestHandler.Named("pnr", _ => HandlerResult.Done, new() { EventTypes = [EventType.PnrV3] })));
        var random = new Random(seed);
        var record = new SendersRecord(receiver, random);
        var kinds = Enum.GetValues<SendersRecord.Kind>();

        for (var i = 0; i < 1000; i++)
            await record.SendAsync(random.Next(2) == 0 ? SendersRecord.Kind.Accepted : kinds[random.Next(kinds.Length)]);

        await record.AgreesAsync();
    }

    [Fact]
    public async Task The_metrics_are_404_on_the_listener_of_the_webhooks()
    {
        using var receiver = new RunningReceiver();
        var path = new Uri("/metrics", UriKind.Relative);

        using var request =
            new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = receiver.Management.BaseAddress!.Authority } };
        using var asTheOther = await receiver.Webhooks.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, (await receiver.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, asTheOther.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await receiver.Management.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task With_keys_a_scrape_needs_one_with_the_right_metrics()
    {
        using var receiver = new RunningReceiver(new()
        {
            ["Management:Keys:prometheus:Key"] = "key-of-prometheus",
            ["Management:Keys:prometheus:Rights:0"] = "metrics",
            ["Management:Keys:reader:Key"] = "key-of-the-reader",
            ["Management:Keys:reader:Rights:0"] = "read",
        });

        Assert.Equal(HttpStatusCode.OK, await ScrapeAsync("key-of-prometheus"));
        Assert.Equal(HttpStatusCode.Forbidden, await ScrapeAsync("key-of-the-reader"));
        Assert.Equal(HttpStatusCode.Unauthorized, await ScrapeAsync("another-key-altogether"));

        async Task<HttpStatusCode> ScrapeAsync(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Authorization = new("Bearer", key) } };
            using var answer = await receiver.Management.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Nothing_that_a_sender_chooses_becomes_a_label()
    {
        using var receiver = new RunningReceiver();
        var delivery = new TestDelivery
        {
            Id = "msg_chosen",
            Body = TestDelivery.Envelope("CHOSEN_TYPE", "CHOSEN_OPERATION", "chosen-pnr", organization: "chosen-organization"),
            Change = request =>
            {
                request.Headers.Add("User-Agent", "chosen-agent");
                request.Headers.Host = "chosen-host";
            },
        };
        await receiver.SendAsync(delivery);
        await receiver.SendAsync(delivery, "/webhooks/spotnana?chosen=query");
        await receiver.SendAsync(delivery, "/chosen/path");
        await receiver.SendAsync(new TestDelivery
        {
            Id = "msg_chosen_2",
            SignedWith = TestDelivery.OtherSecret,
            Change = request => request.Method = new HttpMethod("CHOSEN"),
        });

        var scrape = await Scrape.UntilAsync(receiver, scrape => scrape.Value("spotnana_webhooks_handling_duration_seconds_count") == 1);

        Assert.Equal(
            new() { ["none method"] = 1, ["other accepted"] = 1, ["other duplicate"] = 1 },
            scrape.By("spotnana_webhooks_received_total", "event_type", "outcome"));
        Assert.DoesNotContain("chosen", scrape.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("/webhooks", scrape.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("463ac35c9f6413ad48485a3953bb6124", scrape.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(TestDelivery.Secret["whsec_".Length..], scrape.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_and_what_is_dead_is_shown_by_handler()
    {
        var goOn = new TaskCompletionSource();
        using var receiver = Receiver(
            TestHandler.Named("slow", async (_, stop) =>
            {
                await goOn.Task.WaitAsync(stop);
                return HandlerResult.Done;
            }),
            TestHandler.Named("refusing", _ => HandlerResult.Reject("no")),
            TestHandler.Named("failing", _ => HandlerResult.Retry()),
            TestHandler.Named("idle", _ => HandlerResult.Done, new() { EventTypes = [EventType.ServiceCharge] }));
        for (var i = 0; i < 3; i++)
            await receiver.SendAsync(new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", $"{i}") });

        var scrape = await Scrape.UntilAsync(
            receiver,
            scrape => Dead(scrape).Values.Sum() == 6
                && scrape.Value("spotnana_webhooks_handlings_oldest_pending_age_seconds", ("handler", "slow")) > 0);
        Assert.Equal(new() { ["failing exhausted"] = 3, ["refusing rejected"] = 3 }, Dead(scrape));
        Assert.Equal(
            new() { ["failing"] = 0, ["idle"] = 0, ["refusing"] = 0, ["slow"] = 3 },
            scrape.By("spotnana_webhooks_handlings_backlog", "handler"));
        Assert.Equal(0, scrape.Value("spotnana_webhooks_handlings_oldest_pending_age_seconds", ("handler", "refusing")));
        Assert.Equal(
            new() { ["failing exhausted"] = 3, ["failing retry"] = 3, ["refusing rejected"] = 3 },
            scrape.By("spotnana_webhooks_handling_duration_seconds_count", "handler", "outcome"));

        goOn.SetResult();
        scrape = await Scrape.UntilAsync(receiver, scrape => scrape.Value("spotnana_webhooks_handlings_backlog", ("handler", "slow")) == 0);
        Assert.Equal(3, scrape.Value("spotnana_webhooks_handling_duration_seconds_count", ("handler", "slow"), ("outcome", "completed")));
        Assert.Equal(0, scrape.Value("spotnana_webhooks_handlings_oldest_pending_age_seconds", ("handler", "slow")));

        static SortedDictionary<string, double> Dead(Scrape scrape) => scrape.By("spotnana_webhooks_handlings_dead", "handler", "reason");
    }

    [Fact]
    public async Task Silence_is_measured_for_each_subscription_from_the_start_and_only_an_authentic_delivery_ends_it()
    {
        using var receiver = new RunningReceiver(new() { ["Subscriptions:tmc:Secrets:0"] = TestDelivery.OtherSecret });
        receiver.Start();
        await Scrape.UntilAsync(receiver, scrape => Age(scrape, "spotnana") > 0.3 && Age(scrape, "tmc") > 0.3);

        await receiver.SendAsync(new TestDelivery { SignedWith = TestDelivery.OtherSecret });
        await receiver.SendAsync(new TestDelivery { SignedWith = TestDelivery.OtherSecret, ApiVersion = "1.0" }, "/webhooks/tmc");
        var scrape = await Scrape.OfAsync(receiver);

        Assert.True(Age(scrape, "spotnana") > 0.3);
        Assert.True(Age(scrape, "tmc") < Age(scrape, "spotnana") - 0.2);

        static double Age(Scrape scrape, string subscription) =>
            scrape.Value("spotnana_webhooks_authentic_age_seconds", ("subscription", subscription)) ?? -1;
    }

    [Fact]
    public async Task The_space_that_the_inbox_takes_is_shown_and_so_is_what_is_free_on_its_volume()
    {
        using var receiver = new RunningReceiver();
        receiver.Start();

        await Scrape.UntilAsync(
            receiver,
            scrape => scrape.Value("spotnana_webhooks_inbox_size_bytes") > 0 && scrape.Value("spotnana_webhooks_inbox_free_bytes") > 0);
    }

    [Fact]
    public async Task Every_metric_says_what_it_is_and_only_the_useful_ones_of_the_server_are_there()
    {
        using var receiver = new RunningReceiver();
        await receiver.SendAsync(new TestDelivery());
        await receiver.GetAsync("/health/ready");
        var scrape = await Scrape.UntilAsync(receiver, scrape => scrape.Value("spotnana_webhooks_handling_duration_seconds_count") == 1);

        var families = scrape.Text.Split('\n')
            .Where(line => line.StartsWith("# HELP ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', 4))
            .ToList();

        Assert.All(families, family => Assert.True(family[3].Length > 10));
        Assert.Equal(
            ["http_server_request_duration_seconds", "kestrel_active_connections", "target_info"],
            families
                .Select(family => family[2])
                .Where(name => !name.StartsWith("spotnana_webhooks_", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        Assert.Equal(1, scrape.Value("http_server_request_duration_seconds_count"));
    }

    private static RunningReceiver Receiver(params HandlerRegistration[] handlers) =>
        new(new() { ["Dispatch:MaxAttempts"] = "2" }, TestHandler.Only(handlers));
}

using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Tests.Telemetry;

public sealed class WebhookMetricsTests : IDisposable
{
    private readonly RecordedMeters _meters = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly WebhookMetrics _metrics;

    public WebhookMetricsTests() => _metrics = new WebhookMetrics(_meters, _time);

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void Every_instrument_is_named_counts_in_a_known_unit_and_says_what_it_is()
    {
        Assert.Equal(26, _meters.Instruments.Count);
        Assert.All(_meters.Instruments, instrument =>
        {
            Assert.Equal(WebhookTelemetry.MeterName, instrument.Meter.Name);
            Assert.Matches("^spotnana\\.webhooks(\\.[a-z]+(_[a-z]+)*)+$", instrument.Name);
            Assert.Contains(instrument.Unit, (string[])["s", "{delivery}", "{handler}", "{inbox}", "{backup}", "{request}", "By"]);
            Assert.EndsWith(".", instrument.Description, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Silence_counts_from_when_each_subscription_was_last_heard()
    {
        Assert.Empty(_meters.Observed("spotnana.webhooks.authentic.age"));
        var now = _time.GetUtcNow();
        _metrics.WatchContacts(() => [("spotnana", now), ("tmc", now.AddSeconds(-86_400))]);
        _time.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal(
            ["subscription=spotnana: 40", "subscription=tmc: 86440"], _meters.Observed("spotnana.webhooks.authentic.age"));
    }

    [Fact]
    public void The_age_of_the_oldest_grows_between_two_looks_at_the_inbox()
    {
        _metrics.Show(new InboxNumbers([new("left", 3, _time.GetUtcNow().AddSeconds(-5)), new("right", 0, null)], [], [], [], []));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["handler=left: 6", "handler=right: 0"], _meters.Observed("spotnana.webhooks.handlings.oldest_pending.age"));
        Assert.Equal(["handler=left: 3", "handler=right: 0"], _meters.Observed("spotnana.webhooks.handlings.backlog"));
    }

    [Fact]
    public void What_cannot_be_known_is_absent()
    {
        _metrics.Show(new InboxNumbers(
            [new("left", 3, null)], [new("left", "rejected", 1)], [new("left", "discarded", 3)], [new("", "conflict", 2)],
            [new("", "missing_key", 4), new("", "damaged", 0)]));
        Assert.Equal(["handler=left reason=rejected: 1"], _meters.Observed("spotnana.webhooks.handlings.dead"));
        Assert.Equal(["handler=left: 3"], _meters.Observed("spotnana.webhooks.handlings.discarded"));
        Assert.Equal(["reason=conflict: 2"], _meters.Observed("spotnana.webhooks.deliveries.quarantined"));

        Assert.Equal(["reason=damaged: 0", "reason=missing_key: 4"], _meters.Observed("spotnana.webhooks.bodies.unreadable").Order());

        _metrics.Show(null);

        Assert.All(
            (string[])
            [
                "handlings.backlog", "handlings.oldest_pending.age", "handlings.dead", "handlings.discarded", "deliveries.quarantined",
                "intake.queue", "bodies.unreadable",
            ],
            name => Assert.Empty(_meters.Observed($"spotnana.webhooks.{name}")));
    }

    [Fact]
    public void A_handler_that_cannot_work_is_shown_as_1()
    {
        _metrics.Unavailable("left", false);
        _metrics.Unavailable("right", false);
        _metrics.Unavailable("right", true);

        Assert.Equal(["handler=left: 0", "handler=right: 1"], _meters.Observed("spotnana.webhooks.handler.unavailable").Order());
    }

    [Fact]
    public void An_event_from_the_future_is_of_age_zero()
    {
        _metrics.Stored("spotnana", TimeSpan.FromSeconds(-3));
        Assert.Equal(["subscription=spotnana: 0"], _meters.Recorded("spotnana.webhooks.event.age"));
    }
}

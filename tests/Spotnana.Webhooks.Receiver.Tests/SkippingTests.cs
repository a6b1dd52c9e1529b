using System.Net;
using Serilog.Events;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>A delivery that a subscription filters out is answered like any authentic one, and its body is not kept.</summary>
public sealed class SkippingTests : IClassFixture<SkippingTests.Fixture>
{
    private readonly RunningReceiver _receiver;

    public SkippingTests(Fixture fixture) => _receiver = fixture.Receiver;

    public static TheoryData<string, byte[], DeliveryState> Cases => new()
    {
        { "wanted", TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "1"), DeliveryState.Completed },
        { "unwanted event type", TestDelivery.Envelope("TRIP_DETAILS_V3", "TRIP_UPDATED", "1"), DeliveryState.Skipped },
        { "unknown event type", TestDelivery.Envelope("PNR_V9", "BOOKING_TICKETED", "1"), DeliveryState.Skipped },
        { "excluded operation", TestDelivery.Envelope("PNR_V3", "FLIGHT_CANCELLED", "1"), DeliveryState.Skipped },
        { "excluded operation in its other spelling", TestDelivery.Envelope("PNR_V3", "FLIGHT_CANCELED", "1"), DeliveryState.Skipped },
        { "another organization", TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "1", organization: "org-2"), DeliveryState.Skipped },
        {
            "no organization", """{"event_type":"PNR_V3","operation":"BOOKING_TICKETED","payload":{"pnrId":"1"}}"""u8.ToArray(),
            DeliveryState.Completed
        },
        { "no operation", """{"event_type":"PNR_V3","payload":{"pnrId":"1"}}"""u8.ToArray(), DeliveryState.Completed },
        { "unreadable", "[]"u8.ToArray(), DeliveryState.Dead },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_filters_decide_what_is_skipped(string what, byte[] body, DeliveryState expected)
    {
        Assert.NotEmpty(what);
        var delivery = new TestDelivery { Body = body };

        var answer = await _receiver.SendAsync(delivery);

        Assert.Equal((HttpStatusCode.OK, expected == DeliveryState.Dead ? "quarantined" : "accepted"), (answer.StatusCode, answer.Status));
        await _receiver.StateIsAsync(delivery.Id, expected);
        var isSkipped = expected == DeliveryState.Skipped;
        Assert.Equal(isSkipped ? 0 : 1, Count("payload JOIN delivery USING (seq)", delivery));
        Assert.Equal(expected == DeliveryState.Completed ? 1 : 0, Count("handling JOIN delivery ON delivery = seq", delivery));
    }

    [Fact]
    public async Task The_log_line_of_a_skipped_delivery_says_skipped()
    {
        var delivery = new TestDelivery { Body = TestDelivery.Envelope("TRAVELER_V2", "UPDATE", "1") };

        Assert.Equal($$"""{"status":"accepted","id":"{{delivery.Id}}"}""", (await _receiver.SendAsync(delivery)).Body);

        var line = await _receiver.Log.LineAsync(
            line => line.MessageTemplate.Text.StartsWith("Received", StringComparison.Ordinal) && CapturedLog.IsOf(line, delivery.Id));
        Assert.Equal((LogEventLevel.Information, "\"skipped\""), (line.Level, line.Properties["Status"].ToString()));
    }

    [Fact]
    public async Task A_skipped_delivery_that_comes_again_is_a_duplicate_and_with_other_bytes_a_conflict()
    {
        var delivery = new TestDelivery { Body = TestDelivery.Envelope("TRAVELER_V2", "UPDATE", "1") };
        await _receiver.SendAsync(delivery);

        Assert.Equal("duplicate", (await _receiver.SendAsync(delivery)).Status);
        delivery.Body = TestDelivery.Envelope("TRAVELER_V2", "UPDATE", "2");
        Assert.Equal("quarantined", (await _receiver.SendAsync(delivery)).Status);

        Assert.Equal(DeliveryState.Skipped, _receiver.StateOf(delivery.Id));
        Assert.Equal(1, Count("payload JOIN delivery USING (seq)", delivery));
    }

    [Fact]
    public void An_unknown_event_type_is_warned_of_at_start()
    {
        using var receiver = new RunningReceiver(new() { ["Subscriptions:spotnana:EventTypes:0"] = "PNR_3" });
        receiver.Start();
        Assert.Single(
            receiver.Log.Events,
            line => line.Level == LogEventLevel.Warning
                && line.RenderMessage().StartsWith("Subscriptions:\"spotnana\":EventTypes names \"PNR_3\"", StringComparison.Ordinal));
    }

    private long Count(string from, TestDelivery delivery) =>
        _receiver.Query<long>($"SELECT count(*) FROM {from} WHERE id = @id", ("@id", delivery.Id));

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } = new(new()
        {
            ["Subscriptions:spotnana:EventTypes:0"] = "PNR_V3",
            ["Subscriptions:spotnana:ExcludedOperations:0"] = "FLIGHT_CANCELED",
            ["Subscriptions:spotnana:Organizations:0"] = "org-1",
        });

        public void Dispose() => Receiver.Dispose();
    }
}

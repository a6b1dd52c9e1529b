using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.Tests.Telemetry;

namespace Spotnana.Webhooks.Tests.Intake;

public sealed class UnhandledLogTests : IDisposable
{
    private readonly RecordedMeters _meters = new();
    private readonly ListLogger<UnhandledLog> _log = new();
    private readonly UnhandledLog _unhandled;

    public UnhandledLogTests() => _unhandled = new UnhandledLog(new WebhookMetrics(_meters, TimeProvider.System), _log);

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void A_new_operation_is_told_once_among_many_that_are_left_out_on_purpose()
    {
        for (var i = 0; i < 100; i++)
        {
            Note("PNR_V3", "BOOKING_CREATED");
            Note("PNR_V3", null);
            Note("PNR_V3", "BOOKING_TELEPORTED");
            Note("PNR_V4", "BOOKING_CREATED");
        }

        Assert.Equal(2, _log.Lines.Count);
        Assert.All(_log.Lines, line => Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Warning, line.Level));
        Assert.StartsWith("No handler takes PNR_V3 BOOKING_TELEPORTED, which", _log.Lines[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("No handler takes PNR_V4 BOOKING_CREATED, which", _log.Lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void All_are_counted_by_names_that_this_release_knows()
    {
        Note("PNR_V3", "BOOKING_CREATED");
        Note("PNR_V3", "BOOKING_TELEPORTED");
        Note("PNR_V4", null);

        Assert.Equal(
            [
                "subscription=s event_type=PNR_V3 operation=BOOKING_CREATED: 1",
                "subscription=s event_type=PNR_V3 operation=other: 1",
                "subscription=s event_type=other operation=none: 1",
            ],
            _meters.Recorded("spotnana.webhooks.unhandled"));
    }

    [Fact]
    public void However_many_names_a_sender_invents_few_are_remembered_and_told()
    {
        for (var i = 0; i < 10_000; i++)
            Note("PNR_V3", $"INVENTED_{i}");

        Assert.Equal(100, _log.Lines.Count);
        Assert.StartsWith("100 event types and operations", _log.Lines[^1].Text, StringComparison.Ordinal);
    }

    private void Note(string eventType, string? operation) => _unhandled.Note(new Delivery
    {
        Subscription = "s",
        Id = "msg",
        Body = default,
        Sha256 = new byte[32],
        SentAt = default,
        ReceivedAt = default,
        OccurredAt = default,
        EventType = new EventType(eventType),
        Operation = operation is null ? null : new Operation(operation),
    });
}

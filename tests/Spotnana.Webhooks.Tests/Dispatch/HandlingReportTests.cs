using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.Tests.Telemetry;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>The line and the measurement that a handling leaves.</summary>
public sealed class HandlingReportTests : IDisposable
{
    private static readonly Lease _lease = TestLease.Of("probe");
    private static readonly TimeSpan _took = TimeSpan.FromSeconds(3);

    private static readonly Dictionary<string, (Settlement Settlement, LogLevel Level, double Seconds)> _settled = new()
    {
        ["completed"] = (Settlement.Completed(_lease, _took), LogLevel.Information, 3),
        ["retry"] = (Settlement.Retry(_lease, _took, "why", default), LogLevel.Warning, 3),
        ["rejected"] = (Settlement.Dead(_lease, _took, "why", DeadReason.Rejected), LogLevel.Error, 3),
        ["exhausted"] = (Settlement.Dead(_lease, _took, "why", DeadReason.Exhausted), LogLevel.Error, 3),
        ["released"] = (Settlement.Released(_lease, default), LogLevel.Information, 0),
    };

    private readonly RecordedMeters _meters = new();
    private readonly ListLogger<HandlingReport> _log = new();
    private readonly HandlingReport _report;

    public HandlingReportTests() => _report = new HandlingReport(new WebhookMetrics(_meters, TimeProvider.System), _log);

    public static TheoryData<string> Words => [.. _settled.Keys];

    private IReadOnlyList<string> Measured => _meters.Recorded("spotnana.webhooks.handling.duration");

    public void Dispose() => _meters.Dispose();

    [Theory]
    [MemberData(nameof(Words))]
    public void A_settlement_has_its_word_in_the_log_and_in_the_metrics(string word)
    {
        var (settlement, level, seconds) = _settled[word];

        _report.Settled(settlement, wasHeld: true);

        Assert.Equal([$"handler=probe outcome={word}: {seconds}"], Measured);
        var line = Assert.Single(_log.Lines);
        Assert.Equal(level, line.Level);
        Assert.Equal(
            $"Handled msg_1 on spotnana by probe: PNR_V3 BOOKING_TICKETED about pnr/1, {word} in {seconds * 1000:0.0} ms, attempt 1 "
            + $"(2 bytes, occurred 1970-01-01T00:00:00.0000000+00:00, organization 0a1b, trace 11, span 22) {settlement.Error}",
            line.Text);
    }

    [Fact]
    public void A_delivery_that_was_not_run_because_its_attempts_are_spent_is_exhausted()
    {
        _report.Settled(Settlement.Exhausted(_lease), wasHeld: true);

        Assert.Equal(["handler=probe outcome=exhausted: 0"], Measured);
        Assert.Single(_log.At(LogLevel.Error));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Whatever_a_handler_said_a_lease_that_was_no_longer_held_is_lost(string word)
    {
        var (settlement, _, seconds) = _settled[word];

        _report.Settled(settlement, wasHeld: false);

        Assert.Equal([$"handler=probe outcome=lease-lost: {seconds}"], Measured);
        Assert.Contains(", lease-lost in ", Assert.Single(_log.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_that_was_lost_while_the_handler_ran_is_counted_and_not_logged_a_second_time()
    {
        _report.LeaseLost(_lease, _took);

        Assert.Equal(["handler=probe outcome=lease-lost: 3"], Measured);
        Assert.Empty(_log.Lines);
    }
}

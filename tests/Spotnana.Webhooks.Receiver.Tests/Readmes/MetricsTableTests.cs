using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.TestReadmes;

namespace Spotnana.Webhooks.Receiver.Tests.Readmes;

/// <summary>The library's README lists exactly the metrics that exist.</summary>
public sealed class MetricsTableTests
{
    [Fact]
    public void The_table_lists_every_metric_with_its_unit_and_no_other()
    {
        var instruments = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == WebhookTelemetry.MeterName)
                instruments[instrument.Name] = instrument.Unit ?? "";
        };
        using var receiver = new RunningReceiver();
        receiver.Start();
        listener.Start();

        var listed = Readme.Read(Readme.Handlers).Rows("metric").Select(row => $"{row[0].Trim('`')} {row[1].Trim('`')}");

        var there = instruments.Select(instrument => $"{instrument.Key} {instrument.Value}");
        Assert.Equal(there.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}

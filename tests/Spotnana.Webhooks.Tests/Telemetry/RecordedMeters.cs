using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Spotnana.Webhooks.Tests.Telemetry;

/// <summary>Meters of one test, and every measurement that they took.</summary>
internal sealed class RecordedMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, string Tags, double Value)> _taken = new();

    public RecordedMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope != this)
                return;
            Instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public List<Instrument> Instruments { get; } = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    /// <summary>The measurements of an instrument so far, as <c>tag=value: measurement</c>.</summary>
    public IReadOnlyList<string> Recorded(string instrument) =>
        [.. _taken
            .Where(taken => taken.Instrument == instrument)
            .Select(taken => string.Create(CultureInfo.InvariantCulture, $"{taken.Tags}: {taken.Value}"))];

    /// <summary>The present measurements of an observable instrument.</summary>
    public IReadOnlyList<string> Observed(string instrument)
    {
        _taken.Clear();
        _listener.RecordObservableInstruments();
        return Recorded(instrument);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _taken.Enqueue((instrument.Name, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")), value));
}

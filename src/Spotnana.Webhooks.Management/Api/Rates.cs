using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Rates over the last minute, counted second by second from the same measurements as <c>/metrics</c>.</summary>
internal sealed class Rates : IHostedService, IDisposable
{
    private const int Seconds = 60;

    private readonly MeterListener _listener = new();
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Second[] _seconds = new Second[Seconds];

    public Rates(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // The scope is compared because other services may run in this process.
            if (instrument.Meter.Name == WebhookTelemetry.MeterName && ReferenceEquals(instrument.Meter.Scope, meters)
                && instrument.Name is "spotnana.webhooks.received" or "spotnana.webhooks.handling.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            Count(OutcomeOf(tags) is "accepted" or "duplicate" or "quarantined" or "skipped"
                ? new Second { Received = count }
                : new Second { Refused = count }));
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            Count(OutcomeOf(tags) is "completed" ? new Second { Completed = 1 } : new Second { Failed = 1 }));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public RatesJson Read()
    {
        var now = Now();
        var sum = default(Second);
        lock (_lock)
        {
            foreach (var second in _seconds)
            {
                if (second.Number > now - Seconds)
                    sum.Add(second);
            }
        }

        return new RatesJson(PerSecond(sum.Received), PerSecond(sum.Refused), PerSecond(sum.Completed), PerSecond(sum.Failed));
    }

    public void Dispose() => _listener.Dispose();

    private static double PerSecond(long count) => Math.Round((double)count / Seconds, 3);

    private static string? OutcomeOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == "outcome")
                return tag.Value as string;
        }

        return null;
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeSeconds();

    private void Count(Second more)
    {
        var now = Now();
        lock (_lock)
        {
            ref var second = ref _seconds[now % Seconds];
            if (second.Number != now)
                second = new Second { Number = now };
            second.Add(more);
        }
    }

    private struct Second
    {
        public long Number;
        public long Received;
        public long Refused;
        public long Completed;
        public long Failed;

        public void Add(in Second more)
        {
            Received += more.Received;
            Refused += more.Refused;
            Completed += more.Completed;
            Failed += more.Failed;
        }
    }
}

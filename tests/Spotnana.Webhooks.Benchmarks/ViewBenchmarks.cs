using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Spotnana.Webhooks.Benchmarks.Load.Traffic;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Benchmarks;

/// <summary>
/// A booking of 25 KB as a view, beside its JSON alone; and what asking a typed handler costs a delivery that it does not want.
/// </summary>
[MemoryDiagnoser]
public class ViewBenchmarks
{
    private readonly byte[] _body = new EventTemplate(25, 1).Bytes;
    private readonly EventFilter _typed = new() { EventTypes = [Traveler.EventType] };
    private readonly EventFilter _untyped = new() { EventTypes = [EventType.TravelerV2] };
    private readonly Delivery _delivery = Entries.Make("msg_1", "pnr/1", 1, [.. Body.Read()]).Delivery;

    [Benchmark(Baseline = true)]
    public int Json()
    {
        using var document = JsonDocument.Parse(_body);
        return document.RootElement.GetPropertyCount();
    }

    [Benchmark]
    public Booking View() => Booking.Parse(_body);

    [Benchmark]
    public EventSummary Summary() => EventSummary.Of(EventType.PnrV3, Operation.BookingTicketed, _body);

    [Benchmark]
    public bool UnwantedByTyped() => _typed.Matches(_delivery);

    [Benchmark]
    public bool UnwantedByUntyped() => _untyped.Matches(_delivery);
}

using System.Diagnostics;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Receiver.Telemetry;

/// <summary>
/// Makes a request's span the child of the span that Spotnana's B3 headers name. Without them W3C trace context is read, as by default.
/// </summary>
/// <remarks>
/// This service decides whether a trace is recorded (OTEL_TRACES_SAMPLER), not the sender: Spotnana's headers leave it open, so the parent
/// counts as recorded.
/// </remarks>
internal sealed class B3Propagator : DistributedContextPropagator
{
    private readonly DistributedContextPropagator _w3c = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields => _w3c.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        _w3c.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        var trace = DeliveryHeaders.TraceIdOrNull(Read(carrier, getter, DeliveryHeaders.B3TraceId));
        var span = DeliveryHeaders.SpanIdOrNull(Read(carrier, getter, DeliveryHeaders.B3SpanId));
        if (trace is not null && span is not null)
            (traceId, traceState) = ($"00-{trace.PadLeft(32, '0')}-{span}-01", null);
        else
            _w3c.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
    }

    /// <summary>None: baggage that a sender adds is not passed on.</summary>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

    private static string? Read(object? carrier, PropagatorGetterCallback? getter, string name)
    {
        string? value = null;
        getter?.Invoke(carrier, name, out value, out _); // a repeated header gives no single value, and counts as absent
        return value;
    }
}

using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Reads the filter of a call from its query.</summary>
internal static class FilterParameters
{
    public static DeliveryFilter Read(Parameters parameters)
    {
        var filter = new DeliveryFilter
        {
            State = parameters.Value("state", StateParameters.StateOf, StateParameters.AllStates),
            Reason = parameters.Value("reason", StateParameters.ReasonOf, StateParameters.AllReasons),
            Handler = parameters.Text("handler"),
            EventType = parameters.Text("eventType") is { } eventType ? new EventType(eventType) : null,
            Operation = parameters.Text("operation") is { } operation ? new Operation(operation) : null,
            OrganizationId = parameters.Text("organization"),
            Subject = parameters.Text("subject"),
            Subscription = parameters.Text("subscription"),
            TraceId = parameters.Text("traceId"),
            ReceivedFrom = parameters.Time("from"),
            ReceivedTo = parameters.Time("to"),
        };
        if (filter.TraceId is { } traceId && !(traceId.Length is 16 or 32 && traceId.All(char.IsAsciiHexDigit)))
            parameters.Refuse("The value of the parameter traceId cannot be used. Allowed: 16 or 32 hexadecimal digits.");
        if (filter.ReceivedFrom >= filter.ReceivedTo)
            parameters.Refuse("The parameter to is not later than from: nothing lies between. Allowed: a later time.");
        return filter;
    }
}

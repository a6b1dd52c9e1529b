using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Testing;

/// <summary>The headers of each of Spotnana's requests, in the order in which they are shown.</summary>
internal static class EventHeaders
{
    private const string ContentType = "application/json";
    private const string ApiVersion = "2.0";

    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        IEnumerable<KeyValuePair<string, string>> credentials, string traceId, string spanId) =>
    [
        new("Content-Type", ContentType),
        new(DeliveryHeaders.ApiVersion, ApiVersion),
        .. credentials,
        new(DeliveryHeaders.B3TraceId, traceId),
        new(DeliveryHeaders.B3SpanId, spanId),
    ];
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>
/// Makes a route's requests: the original bytes, headers that describe the delivery, a signature as Standard Webhooks defines it, and the
/// route's own headers.
/// </summary>
internal sealed class ForwardingRequests(
    string url, ForwardCredentials credentials, SecretChanges changes, TimeProvider time, ILogger<ForwardingRequests> logger)
{
    private readonly SecretRefresh _refresh = new(TimeSpan.FromSeconds(1), time, () => credentials.ReadAgain(changes, logger));

    public HttpRequestMessage Create(WebhookContext context)
    {
        _refresh.ReadIfOld();
        var delivery = context.Delivery;
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Sign(request, delivery);
        Add(request, "x-spotnana-event-type", delivery.EventType?.Name);
        Add(request, "x-spotnana-operation", delivery.Operation?.Name);
        Add(request, "x-spotnana-organization-id", delivery.OrganizationId);
        Add(request, "x-spotnana-subject", delivery.Subject);
        Add(request, "x-spotnana-occurred-at", delivery.OccurredAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(request, "x-spotnana-stale", context.IsStale ? "true" : "false");
        Add(request, "traceparent", TraceParent(delivery));
        foreach (var (name, value) in credentials.Headers)
            Add(request, name, value);
        return request;
    }

    /// <summary>The id stays the same over all attempts. The time is the attempt's own, since a target may refuse old ones.</summary>
    private void Sign(HttpRequestMessage request, Delivery delivery)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Add(request, "webhook-id", delivery.Id);
        Add(request, "webhook-timestamp", timestamp);
        if (credentials.Secret is { } secret)
            Add(request, "webhook-signature", "v1," + WebhookSignature.Sign(secret, delivery.Id, timestamp, delivery.Body.Span));
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        // An envelope's texts may hold anything; one that no header can carry is left out.
        if (value is not null && ForwardHeader.IsValue(value))
            request.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>
    /// Continues the B3 trace: under the attempt's span or, where nobody records spans, under the one that was received. A 64-bit trace id
    /// is padded, since W3C trace context wants 32 digits.
    /// </summary>
    private static string? TraceParent(Delivery delivery) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } current } ? current
        : delivery is { TraceId: { } trace, SpanId: { } span } ? $"00-{trace.PadLeft(32, '0')}-{span}-01"
        : null;
}

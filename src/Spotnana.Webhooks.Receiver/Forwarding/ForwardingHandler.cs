using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>Posts the original bytes to a route's target and reads the outcome from the status code alone.</summary>
internal sealed class ForwardingHandler(ForwardOptions options, ForwardingClient client, TimeProvider time) : IWebhookHandler
{
    public async ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken)
    {
        using var request = Request(context);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return Result(response);
        }
        catch (HttpRequestException unreachable)
        {
            return HandlerResult.Retry(reason: $"The target could not be reached ({unreachable.HttpRequestError}).");
        }
    }

    private HandlerResult Result(HttpResponseMessage response)
    {
        var reason = $"The target answered {(int)response.StatusCode}.";
        return response.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => HandlerResult.Done,
            HttpStatusCode.BadRequest or HttpStatusCode.Gone or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity =>
                HandlerResult.Reject(reason),
            _ => HandlerResult.Retry(After(response.Headers.RetryAfter), reason),
        };
    }

    private TimeSpan? After(RetryConditionHeaderValue? retryAfter)
    {
        var after = retryAfter?.Delta ?? retryAfter?.Date - time.GetUtcNow();
        return after > TimeSpan.Zero ? after : null;
    }

    private HttpRequestMessage Request(WebhookContext context)
    {
        var delivery = context.Delivery;
        var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new ReadOnlyMemoryContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Add(request, "webhook-id", delivery.Id);
        Add(request, "webhook-timestamp", time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        Add(request, "x-spotnana-event-type", delivery.EventType?.Name);
        Add(request, "x-spotnana-operation", delivery.Operation?.Name);
        Add(request, "x-spotnana-organization-id", delivery.OrganizationId);
        Add(request, "x-spotnana-subject", delivery.Subject);
        Add(request, "x-spotnana-occurred-at", delivery.OccurredAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(request, "x-spotnana-stale", context.IsStale ? "true" : "false");
        Add(request, "traceparent", TraceParent(delivery));
        return request;
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        // Routing text is anything an envelope may say; what is no header value is left out.
        if (value is not null && value.All(c => c is >= ' ' and <= '~'))
            request.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>
    /// Continues the B3 trace: below the attempt's span, or where nobody records spans below the one that was received. A 64-bit trace id is
    /// padded, as W3C trace context wants 32 digits.
    /// </summary>
    private static string? TraceParent(Delivery delivery) => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } current } ? current
        : delivery is { TraceId: { } trace, SpanId: { } span } ? $"00-{trace.PadLeft(32, '0')}-{span}-01" : null;
}

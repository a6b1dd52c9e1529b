using System.Net;
using System.Net.Http.Headers;
using Spotnana.Webhooks.Dispatch;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>Posts the original bytes to a route's target and reads the outcome from the status code alone.</summary>
internal sealed class ForwardingHandler(ForwardingRequests requests, ForwardingClient client, TimeProvider time) : IWebhookHandler
{
    private static readonly TimeSpan _longestRetryAfter = TimeSpan.FromDays(1);

    public async ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken)
    {
        using var request = requests.Create(context);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return Result(response);
        }
        catch (HttpRequestException failure)
        {
            return IsUnreachable(failure.HttpRequestError)
                ? HandlerResult.Unavailable($"The target cannot be reached ({failure.HttpRequestError}).")
                : HandlerResult.Retry(reason: $"The target did not answer ({failure.HttpRequestError}).");
        }
        catch (OperationCanceledException late) when (late.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            return HandlerResult.Unavailable("The target cannot be reached (connecting took too long).");
        }
    }

    private static bool IsUnreachable(HttpRequestError error) => error is HttpRequestError.ConnectionError
        or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private HandlerResult Result(HttpResponseMessage response)
    {
        var reason = $"The target answered {(int)response.StatusCode}.";
        return response.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => HandlerResult.Done,
            HttpStatusCode.BadRequest or HttpStatusCode.Gone or HttpStatusCode.RequestEntityTooLarge
                or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity => HandlerResult.Reject(reason),
            _ => HandlerResult.Retry(After(response.Headers.RetryAfter), reason),
        };
    }

    /// <summary>The pause that the target asks for. Null where it asks for none: then the schedule decides.</summary>
    private TimeSpan? After(RetryConditionHeaderValue? retryAfter)
    {
        var after = retryAfter?.Delta ?? retryAfter?.Date - time.GetUtcNow();
        return after > _longestRetryAfter ? _longestRetryAfter : after > TimeSpan.Zero ? after : null;
    }
}

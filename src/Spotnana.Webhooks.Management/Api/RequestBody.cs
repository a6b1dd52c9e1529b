using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>
/// The body of a call. None takes one: a call that ignored <c>curl -d handler=expenses</c> would redrive the dead letters of every handler.
/// </summary>
internal static class RequestBody
{
    public const string NotTaken =
        "This call takes no body; nothing was done. Parameters belong in the query, for example /api/redrive?handler=expenses&dryRun=true.";

    /// <summary>Whether nothing comes. A body in chunks is known only by its first byte, or its end.</summary>
    public static async ValueTask<bool> IsEmptyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return true;
        return context.Request.ContentLength is { } length
            ? length == 0
            : await context.Request.Body.ReadAsync(new byte[1], context.RequestAborted) == 0;
    }
}

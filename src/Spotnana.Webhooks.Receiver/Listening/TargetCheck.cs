using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Refuses targets that a proxy in front and this server could take for different paths, before routing reads them: dot segments, plain or
/// encoded, on both listeners; encoded slashes on the webhooks listener only, since they belong to ids in addresses of the API.
/// </summary>
internal static class TargetCheck
{
    public static void UseTargetCheck(this WebApplication app) => app.Use(next => context =>
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return RequestTarget.WhyRefused(target, takesEncodedSlash: context.CameInBy(Listener.Management)) is { } why
            ? RefuseAsync(context, why)
            : next(context);
    });

    private static Task RefuseAsync(HttpContext context, string why)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"type":"about:blank","title":"Bad Request","status":400,"detail":"{{why}}"}""");
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = body.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
    }
}

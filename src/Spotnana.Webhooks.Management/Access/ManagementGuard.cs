using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>
/// Stands before every endpoint that asks for a right, and before everything on a listener that is kept for management. Checks the target,
/// the Host, whether the page of another site sent the call, the key and the right. On such a listener an endpoint that asks for no right
/// is refused, so that a forgotten right shows at the first call and opens nothing.
/// </summary>
internal sealed class ManagementGuard(
    KeyRing keys, HostAllowList hosts, RefusalLog refusals, WrongKeyPause wrongKeys, IHostEnvironment environment,
    IManagementListener? listener = null)
{
    private const string BearerScheme = "Bearer ";
    private const string KeyHeader = "X-Api-Key";

    // Travelers' data, and changes that cannot be undone, need a named key, except on a developer's machine.
    private readonly ManagementCaller _local = new("local", Enum.GetValues<Right>()
        .Where(right => environment.IsDevelopment() || right is not (Right.Payloads or Right.Erase)).ToHashSet());

    /// <summary>Guards requests that come in by the management listener, and lets all others pass.</summary>
    public Task GuardListenerAsync(HttpContext context, RequestDelegate next)
    {
        if (listener?.Received(context) is not true)
            return next(context);

        Harden(context.Response.Headers);
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<Probe>() is not null)
            return next(context);

        // Where no route matched, or only routing's own 405, no right is needed, but a key is, so that a stranger learns nothing.
        return GuardAsync(context, endpoint, needsRight: endpoint is RouteEndpoint, next);
    }

    /// <summary>Guards an endpoint that asks for a right.</summary>
    public Task GuardEndpointAsync(HttpContext context, RequestDelegate endpointItself)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is not null && context.Features.Get<LetThrough>()?.Endpoint == endpoint)
            return endpointItself(context);

        Harden(context.Response.Headers);
        return GuardAsync(context, endpoint, needsRight: true, endpointItself);
    }

    private static void Harden(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
    }

    private Task GuardAsync(HttpContext context, Endpoint? endpoint, bool needsRight, RequestDelegate next)
    {
        if (Check(context, endpoint, needsRight) is { } refusal)
        {
            refusals.Refused(refusal, context.Features.Get<ManagementCaller>()?.Name, context.Connection.RemoteIpAddress);
            return refusal == Refusal.WrongKey ? RefuseLaterAsync(refusal, context) : refusal.WriteAsync(context.Response);
        }

        context.Features.Set(new LetThrough(endpoint));
        return next(context);
    }

    private async Task RefuseLaterAsync(Refusal refusal, HttpContext context)
    {
        try
        {
            await wrongKeys.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return; // nobody is left to be answered
        }

        await refusal.WriteAsync(context.Response);
    }

    private Refusal? Check(HttpContext context, Endpoint? endpoint, bool needsRight)
    {
        if (CheckTarget(context) is { } ambiguous)
            return ambiguous;
        if (hosts.Check(context.Request) is { } refusal)
            return refusal;
        if (CrossSite.Forges(context.Request))
            return Refusal.Forged;
        if (CallerOf(context) is not { } caller)
            return !keys.IsEmpty && Presented(context.Request.Headers) is not null ? Refusal.WrongKey : Refusal.NoKey;
        context.Features.Set(caller);

        if (!needsRight)
            return null;
        if (endpoint?.Metadata.GetMetadata<RequiredRight>() is not { } required)
            return Refusal.NoRightDeclared;
        return caller.Rights.Contains(required.Right) ? null : Refusal.Lacks(required.Right);
    }

    private static Refusal? CheckTarget(HttpContext context) =>
        RequestTarget.WhyRefused(context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "", takesEncodedSlash: true) switch
        {
            null => null,
            RequestTarget.DotSegment => Refusal.DotSegment,
            _ => Refusal.EncodedSlash,
        };

    private ManagementCaller? CallerOf(HttpContext context)
    {
        if (keys.IsEmpty)
            return IsLocal(context) ? _local : null;
        return Presented(context.Request.Headers) is { } key ? keys.Find(key) : null;
    }

    /// <summary>
    /// Whether a call is let in while no key is configured. The address of our end of the connection decides: no header can change it.
    /// </summary>
    private bool IsLocal(HttpContext context)
    {
        if (!environment.IsDevelopment() && listener?.Received(context) is not true)
            return false;

        // No address: a Unix socket, or a test server in this process.
        return context.Connection.LocalIpAddress is not { } address
            || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }

    /// <summary>A proxy in front may use Authorization for itself, so the other header counts first.</summary>
    private static string? Presented(IHeaderDictionary headers) => (headers[KeyHeader], headers.Authorization) switch
    {
        ([{ } key], _) => key,
        ([], [{ } credentials]) when credentials.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase) =>
            credentials[BearerScheme.Length..].Trim(),
        _ => null,
    };
}

using Spotnana.Webhooks.Receiver.Listening;

namespace Spotnana.Webhooks.Receiver.Management;

/// <summary>
/// Stands before everything on the management listener but the probes: Host, other sites' pages, key, right. What declares no right is refused,
/// so that a forgotten one shows at the first call and opens nothing.
/// </summary>
internal sealed class ManagementGuard(KeyRing keys, HostAllowList hosts, RefusalLog refusals, IHostEnvironment environment)
{
    private const string BearerScheme = "Bearer ";
    private const string KeyHeader = "X-Api-Key";

    // Travellers' data and what cannot be undone need a named key, except on a developer's machine.
    private readonly ManagementCaller _local = new("local", Enum.GetValues<Right>()
        .Where(right => environment.IsDevelopment() || right is not (Right.Payloads or Right.Erase)).ToHashSet());

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.CameInBy(Listener.Management))
            return next(context);

        Harden(context.Response.Headers);
        if (context.GetEndpoint()?.Metadata.GetMetadata<Probe>() is not null || Check(context) is not { } refusal)
            return next(context);

        refusals.Refused(refusal, context.Features.Get<ManagementCaller>()?.Name);
        return refusal.WriteAsync(context.Response);
    }

    private static void Harden(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
    }

    private Refusal? Check(HttpContext context)
    {
        if (hosts.Check(context.Request) is { } refusal)
            return refusal;
        if (CrossSite.Forges(context.Request))
            return Refusal.Forged;
        // Before "no such path" too: a stranger learns nothing.
        if (CallerOf(context.Request) is not { } caller)
            return Refusal.NoKey;
        context.Features.Set(caller);

        // Not a route: nothing matched, or routing's own 405.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
            return null;
        if (endpoint.Metadata.GetMetadata<RequiredRight>() is not { } required)
            return Refusal.NoRightDeclared;
        return caller.Rights.Contains(required.Right) ? null : Refusal.Lacks(required.Right);
    }

    private ManagementCaller? CallerOf(HttpRequest request)
    {
        if (keys.IsEmpty)
            return _local;
        return Presented(request.Headers) is { } key ? keys.Find(key) : null;
    }

    /// <summary>A proxy in front may use Authorization for itself, so that the other header counts first.</summary>
    private static string? Presented(IHeaderDictionary headers) => (headers[KeyHeader], headers.Authorization) switch
    {
        ([{ } key], _) => key,
        ([], [{ } credentials]) when credentials.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase) => credentials[BearerScheme.Length..].Trim(),
        _ => null,
    };
}

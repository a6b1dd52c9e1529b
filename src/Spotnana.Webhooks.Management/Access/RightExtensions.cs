using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>Asks for rights on endpoints.</summary>
public static class RightExtensions
{
    // The output cache answers before any endpoint does: it would give one caller's answer to others.
    private static readonly OutputCacheAttribute _neverCached = new() { NoStore = true };

    /// <summary>
    /// Lets only callers whose key has this right use the endpoints, under the same rules as the management API: only known Hosts are
    /// answered, and pages of other sites cannot change anything. An endpoint's own right replaces that of its group.
    /// </summary>
    public static TBuilder RequireRight<TBuilder>(this TBuilder endpoints, Right right) where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            // Where its group asks for a right too, the guard is there already.
            if (!endpoint.Metadata.OfType<RequiredRight>().Any())
                Guard(endpoint);
            endpoint.Metadata.Add(new RequiredRight(right));
        });
        return endpoints;
    }

    /// <summary>
    /// Marks health probes. On a listener that is kept for management they are answered without a key and for any Host, because a kubelet
    /// has no key and calls the pod by its address.
    /// </summary>
    public static TBuilder AsProbes<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(Probe.Instance);

    /// <summary>Its name in settings, answers and logs.</summary>
    internal static string Name(this Right right) => right switch
    {
        Right.Metrics => "metrics",
        Right.Read => "read",
        Right.Payloads => "payloads",
        Right.Operate => "operate",
        Right.Erase => "erase",
        _ => throw new ArgumentOutOfRangeException(nameof(right), right, null),
    };

    /// <summary>The right of this name; null for an unknown name.</summary>
    internal static Right? Named(string name) => Enum.GetValues<Right>().Cast<Right?>()
        .FirstOrDefault(right => right!.Value.Name().Equals(name, StringComparison.OrdinalIgnoreCase));

    private static void Guard(EndpointBuilder endpoint)
    {
        var itself = endpoint.RequestDelegate
            ?? throw new InvalidOperationException($"{endpoint.DisplayName} cannot be guarded: it has no request delegate.");
        endpoint.Metadata.Add(_neverCached);
        endpoint.RequestDelegate = context =>
            context.RequestServices.GetRequiredService<ManagementGuard>().GuardEndpointAsync(context, itself);
    }
}

using System.Collections.Frozen;
using Microsoft.AspNetCore.Routing.Matching;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Makes the listener a part of routing: an endpoint of the other listener does not exist here, whatever the method. (A check after routing
/// would come too late: routing's own 405 would show that the path exists.)
/// </summary>
internal sealed class ListenerPolicy : MatcherPolicy, INodeBuilderPolicy
{
    private const string AnyOther = "";

    /// <summary>Before the choice by method, whose order is -1000.</summary>
    public override int Order => -2000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(endpoint => ListenerOf(endpoint) is not null);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
    [
        .. endpoints.Select(ListenerOf).OfType<string>().Append(AnyOther).Distinct()
            .Select(listener =>
                new PolicyNodeEdge(listener, [.. endpoints.Where(endpoint => ListenerOf(endpoint) is not { } only || only == listener)]))
            .Where(edge => edge.Endpoints.Count > 0),
    ];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) =>
        new ByListener(exitDestination, edges.ToFrozenDictionary(edge => (string)edge.State, edge => edge.Destination));

    private static string? ListenerOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ListenerOfEndpoint>()?.Name;

    private sealed class ByListener(int exit, FrozenDictionary<string, int> destinations) : PolicyJumpTable
    {
        private readonly int _elsewhere = destinations.GetValueOrDefault(AnyOther, exit);

        public override int GetDestination(HttpContext httpContext) =>
            destinations.GetValueOrDefault(httpContext.Features.Get<ConnectionListener>()?.Name ?? AnyOther, _elsewhere);
    }
}

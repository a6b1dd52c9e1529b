using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// Selects the deliveries that a handler takes: those that match every list. An empty list matches all; any other list never matches a
/// delivery whose value could not be read.
/// </summary>
public sealed record EventFilter
{
    /// <summary>Takes every delivery.</summary>
    public static EventFilter Any { get; } = new();

    /// <summary>Names of subscriptions, in any case; <c>*</c> stands for all. Default empty.</summary>
    public IReadOnlyList<string> Subscriptions { get; init; } = [];

    /// <summary>Event types. Default empty.</summary>
    public IReadOnlyList<EventType> EventTypes { get; init; } = [];

    /// <summary>Operations, in any published spelling. Default empty.</summary>
    public IReadOnlyList<Operation> Operations { get; init; } = [];

    /// <summary>Ids of customer organizations, in any case. Default empty.</summary>
    public IReadOnlyList<string> Organizations { get; init; } = [];

    /// <summary>Whether a handler with this filter takes a delivery.</summary>
    public bool Matches(Delivery delivery) =>
        (Subscriptions.Count == 0 || Subscriptions.Contains("*") || Names(Subscriptions, delivery.Subscription))
        && (EventTypes.Count == 0 || (delivery.EventType is { } eventType && EventTypes.Contains(eventType)))
        && (Operations.Count == 0 || (delivery.Operation is { } operation && Operations.Contains(operation)))
        && (Organizations.Count == 0 || (delivery.OrganizationId is { } organization && Names(Organizations, organization)));

    private static bool Names(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}

using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Which deliveries a handler takes. An empty list means all; a list that is not empty never matches what could not be read.</summary>
public sealed record EventFilter
{
    /// <summary>Takes every delivery.</summary>
    public static EventFilter Any { get; } = new();

    /// <summary>Names of subscriptions; <c>*</c> stands for all.</summary>
    public IReadOnlyList<string> Subscriptions { get; init; } = [];

    /// <summary>Event types.</summary>
    public IReadOnlyList<EventType> EventTypes { get; init; } = [];

    /// <summary>Operations, in any published spelling.</summary>
    public IReadOnlyList<Operation> Operations { get; init; } = [];

    /// <summary>Ids of customer organizations.</summary>
    public IReadOnlyList<string> Organizations { get; init; } = [];

    /// <summary>Whether the filter lets a delivery through.</summary>
    public bool Matches(Delivery delivery) =>
        (Subscriptions.Count == 0 || Subscriptions.Contains("*") || Subscriptions.Contains(delivery.Subscription, StringComparer.OrdinalIgnoreCase))
        && (EventTypes.Count == 0 || (delivery.EventType is { } eventType && EventTypes.Contains(eventType)))
        && (Operations.Count == 0 || (delivery.Operation is { } operation && Operations.Contains(operation)))
        && (Organizations.Count == 0 || (delivery.OrganizationId is { } organization && Organizations.Contains(organization, StringComparer.OrdinalIgnoreCase)));
}

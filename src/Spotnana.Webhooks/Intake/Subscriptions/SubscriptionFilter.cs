using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>Tells which of the events that Spotnana sends a subscription leaves out. Empty lists leave out nothing.</summary>
internal sealed class SubscriptionFilter(SubscriptionOptions options)
{
    private readonly HashSet<EventType> _eventTypes = [.. options.EventTypes.Select(name => new EventType(name))];
    private readonly HashSet<Operation> _excludedOperations = [.. options.ExcludedOperations.Select(name => new Operation(name))];
    private readonly HashSet<string> _organizations = new(options.Organizations, StringComparer.OrdinalIgnoreCase);

    /// <summary>An organization that cannot be read is never a reason to leave an event out.</summary>
    public bool Skips(Envelope envelope) =>
        (_eventTypes.Count > 0 && !_eventTypes.Contains(envelope.EventType))
        || (envelope.Operation is { } operation && _excludedOperations.Contains(operation))
        || (_organizations.Count > 0 && envelope.OrganizationId is { } organization && !_organizations.Contains(organization));
}

namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>The contents of an inbox, counted.</summary>
/// <param name="Deliveries">The number of deliveries in each state; all five states are present.</param>
/// <param name="Backlog">The number of handlings that wait, leased ones included.</param>
/// <param name="WaitingSince">When the oldest of them was stored or last redriven. Null when none waits.</param>
public sealed record InboxSummary(IReadOnlyDictionary<DeliveryState, long> Deliveries, long Backlog, DateTimeOffset? WaitingSince)
{
    /// <summary>How many of the dead deliveries were given up on purpose: all that is dead of them was discarded.</summary>
    public long Discarded { get; init; }
}

namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>The progress of one handler with one delivery.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="State">Its state. A pending one that is leased now is <see cref="HandlingState.Leased"/>.</param>
/// <param name="Reason">Why it is dead; else null.</param>
/// <param name="Attempts">How many attempts were begun since it was stored or last redriven.</param>
/// <param name="WaitingSince">When it was stored or last redriven.</param>
/// <param name="DueAt">
/// While it is pending, the earliest time of its next attempt; earlier handlings of its lane go first. Else null.
/// </param>
public sealed record HandlingSummary(
    string Handler, HandlingState State, DeadReason? Reason, int Attempts, DateTimeOffset WaitingSince, DateTimeOffset? DueAt)
{
    /// <summary>
    /// While it is pending: the id of the delivery that goes first, since it is the head of the same lane or being handled in it. Null:
    /// none does. Read only where one delivery is looked at: see <see cref="IInboxQuery.FindAsync"/>.
    /// </summary>
    public string? WaitsBehind { get; init; }
}

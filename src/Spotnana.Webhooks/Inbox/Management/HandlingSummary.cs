namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>How far one handler is with a delivery.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="State">Its state, <see cref="HandlingState.Leased"/> told apart.</param>
/// <param name="Reason">Why it is dead; else null.</param>
/// <param name="Attempts">How many attempts were begun since its storing or its last redrive.</param>
/// <param name="WaitingSince">Its storing or its last redrive.</param>
/// <param name="DueAt">
/// While it is pending: not before this time, nor before the earlier ones of its lane. Else null.
/// </param>
public sealed record HandlingSummary(
    string Handler, HandlingState State, DeadReason? Reason, int Attempts, DateTimeOffset WaitingSince, DateTimeOffset? DueAt);

namespace Spotnana.Webhooks.Inbox.Transfer;

/// <summary>Everything that is stored about one handling.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="State">Its state, never <see cref="HandlingState.Leased"/>.</param>
/// <param name="Reason">Why it is dead; else null.</param>
/// <param name="Attempts">How many attempts were begun since it was stored or last redriven.</param>
/// <param name="Lost">How many of the last attempts in a row were lost.</param>
/// <param name="WaitingSince">When it was stored or last redriven.</param>
/// <param name="DueAt">The earliest time of its next attempt.</param>
/// <param name="SettledAt">When it was completed or became a dead letter. Null while it is pending.</param>
public sealed record HandlingRecord(
    string Handler, HandlingState State, DeadReason? Reason, int Attempts, int Lost, DateTimeOffset WaitingSince, DateTimeOffset DueAt,
    DateTimeOffset? SettledAt);

namespace Spotnana.Webhooks.Inbox.Transfer;

/// <summary>Everything that is stored of one handler's part in a delivery.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="State">Its state, never <see cref="HandlingState.Leased"/>.</param>
/// <param name="Reason">Why it is dead; else null.</param>
/// <param name="Attempts">How many attempts were begun since its storing or its last redrive.</param>
/// <param name="Lost">How many of the last ones, in a row, nobody ended.</param>
/// <param name="WaitingSince">Its storing or its last redrive.</param>
/// <param name="DueAt">Not before this time.</param>
/// <param name="SettledAt">When it ended. Null while it is pending.</param>
public sealed record HandlingRecord(
    string Handler, HandlingState State, DeadReason? Reason, int Attempts, int Lost, DateTimeOffset WaitingSince, DateTimeOffset DueAt,
    DateTimeOffset? SettledAt);

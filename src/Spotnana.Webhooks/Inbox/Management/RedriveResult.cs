namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>The result of the redrive of one delivery.</summary>
/// <param name="Outcome">Whether handlings were put back, and if not, why.</param>
/// <param name="Handlings">
/// How many handlings were put back or made due: at least one when <see cref="RedriveOutcome.Redriven"/>, else none.
/// </param>
public readonly record struct RedriveResult(RedriveOutcome Outcome, int Handlings = 0);

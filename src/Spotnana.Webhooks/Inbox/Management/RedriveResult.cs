namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>What became of the redrive of one delivery.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Handlings">How many handlings were put back: at least one when <see cref="RedriveOutcome.Redriven"/>, else none.</param>
public readonly record struct RedriveResult(RedriveOutcome Outcome, int Handlings = 0);

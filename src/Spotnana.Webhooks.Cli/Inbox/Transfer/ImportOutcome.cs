namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>The outcome of an import.</summary>
/// <param name="Added">How many deliveries were not there before.</param>
/// <param name="Audit">How many rows of the audit log were added.</param>
/// <param name="AuditLeftOut">How many rows of the audit log were left out, since the inbox has one of its own.</param>
/// <param name="IsSame">Whether the inbox, read back, holds what the file holds. Null where it holds more.</param>
internal sealed record ImportOutcome(long Added, long Audit, long AuditLeftOut, bool? IsSame);

namespace Spotnana.Webhooks.Inbox.Keeping.Auditing;

/// <summary>Some rows of the audit log.</summary>
/// <param name="Rows">The rows. There may be fewer than were asked for, even none, and still be more.</param>
/// <param name="Next">The number after which to go on. Null: that was all.</param>
/// <param name="Ends">The ends of the chain at the same moment.</param>
public sealed record AuditPage(IReadOnlyList<AuditRecord> Rows, long? Next, AuditEnds Ends);

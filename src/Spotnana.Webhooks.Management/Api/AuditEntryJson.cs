using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>A row of the audit log.</summary>
internal sealed record AuditEntryJson(
    long Sequence, DateTime At, string Caller, string Address, string Action, string Target, string Outcome, string Hash)
{
    public static AuditEntryJson Of(AuditRecord row) => new(
        row.Sequence, row.Entry.At.UtcDateTime, row.Entry.Caller, row.Entry.Address, row.Entry.Action, row.Entry.Target, row.Entry.Outcome,
        Convert.ToHexStringLower(row.Hash.Span));
}

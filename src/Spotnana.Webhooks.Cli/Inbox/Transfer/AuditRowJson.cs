using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>A row of the audit log.</summary>
internal sealed record AuditRowJson(
    long Sequence, DateTimeOffset At, string Caller, string Address, string Action, string Target, string Outcome, string Hash)
{
    public static AuditRowJson Of(AuditRecord row) => new(
        row.Sequence, row.Entry.At, row.Entry.Caller, row.Entry.Address, row.Entry.Action, row.Entry.Target, row.Entry.Outcome,
        Convert.ToHexStringLower(row.Hash.Span));

    public AuditRecord ToRecord() =>
        new(Sequence, new AuditEntry(At, Caller, Address, Action, Target, Outcome), Convert.FromHexString(Hash));
}

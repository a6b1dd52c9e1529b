using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Where the audit log begins and ends, each as <c>SEQ:HASH</c>. Its line comes before those of the rows.</summary>
internal sealed record AuditEndsJson(string Cut, string Last)
{
    public static AuditEndsJson Of(AuditEnds ends) => new(ends.Cut.ToString(), ends.Last.ToString());

    /// <summary>Null: they are none.</summary>
    public AuditEnds? ToEnds() =>
        AuditMark.TryParse(Cut, out var cut) && AuditMark.TryParse(Last, out var last) && cut.Sequence <= last.Sequence
            ? new AuditEnds(cut, last)
            : null;
}

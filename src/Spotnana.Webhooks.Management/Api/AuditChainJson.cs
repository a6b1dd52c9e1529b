using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Whether the chain of the audit log holds.</summary>
/// <param name="Holds">False where a row was changed, removed or added. It speaks of the rows up to <paramref name="VerifiedTo"/>.</param>
/// <param name="Rows">How many rows there are.</param>
/// <param name="Head">The last row, as <c>SEQ:HASH</c>. Null: there was none yet.</param>
/// <param name="Anchor">The last row that retention removed, as <c>SEQ:HASH</c>. Null: none was.</param>
/// <param name="VerifiedTo">The last row that was verified since the verification began anew.</param>
/// <param name="VerifiedAt">When all of it was last verified.</param>
/// <param name="Why">What is wrong first.</param>
internal sealed record AuditChainJson(
    bool Holds, long Rows, string? Head, string? Anchor, long VerifiedTo, DateTime? VerifiedAt, string? Why)
{
    public static AuditChainJson Of(AuditEnds ends, AuditVerdict verdict) => new(
        verdict.Holds, ends.Count, TextOf(ends.Last), TextOf(ends.Cut), verdict.CheckedTo, verdict.CheckedAt?.UtcDateTime, verdict.Why);

    private static string? TextOf(AuditMark mark) => mark.Sequence == 0 ? null : mark.ToString();
}

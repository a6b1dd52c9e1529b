namespace Spotnana.Webhooks.Inbox.Keeping.Auditing;

/// <summary>Where the chain of the audit log begins and ends, as the inbox keeps it beside the rows.</summary>
/// <param name="Cut">The last row that retention has removed. The first row that is there follows it.</param>
/// <param name="Last">The last row. Where it is <see cref="Cut"/>, there is none.</param>
public sealed record AuditEnds(AuditMark Cut, AuditMark Last)
{
    /// <summary>For an inbox that has lost its record of them.</summary>
    public const string Lost = "The audit log has no record any more of where it begins and ends: somebody has removed it.";

    /// <summary>How many rows there should be.</summary>
    public long Count => Last.Sequence - Cut.Sequence;
}

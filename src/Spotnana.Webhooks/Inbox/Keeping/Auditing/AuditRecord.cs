namespace Spotnana.Webhooks.Inbox.Keeping.Auditing;

/// <summary>A row of the audit log.</summary>
/// <param name="Sequence">Its number: 1 for the first, and without gaps.</param>
/// <param name="Entry">Who did what.</param>
/// <param name="Hash">The hash of it and of the row before: see <see cref="AuditChain"/>.</param>
public sealed record AuditRecord(long Sequence, AuditEntry Entry, ReadOnlyMemory<byte> Hash)
{
    /// <summary>Its place in the chain.</summary>
    public AuditMark Mark => new(Sequence, Hash);
}

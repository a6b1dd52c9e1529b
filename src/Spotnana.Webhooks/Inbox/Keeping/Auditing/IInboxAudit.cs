namespace Spotnana.Webhooks.Inbox.Keeping.Auditing;

/// <summary>
/// Stores the audit log of an inbox, a chain of rows that are only added. Engines implement it beside <see cref="IInbox"/>; where one does
/// not, what is done leaves only its line in the log.
/// </summary>
/// <remarks>Failures are those of <see cref="IInbox"/>.</remarks>
public interface IInboxAudit
{
    /// <summary>The most rows of one page.</summary>
    const int LargestPage = 1000;

    /// <summary>Adds rows to the chain in their order, all or none, whoever else adds meanwhile. Durable when this returns.</summary>
    /// <returns>The new head: the last of them.</returns>
    Task<AuditMark> AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>Lists rows, the newest first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="limit">The most to list, up to <see cref="LargestPage"/>.</param>
    /// <param name="before">The <see cref="AuditPage.Next"/> of the page before. Null: from the newest on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<AuditPage> ListAuditAsync(AuditFilter filter, int limit, long? before, CancellationToken cancellationToken);

    /// <summary>Reads rows, the oldest first, without gaps: for checking the chain.</summary>
    /// <param name="after">The number after which to begin. 0: from the oldest on.</param>
    /// <param name="limit">The most to read, up to <see cref="LargestPage"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<AuditPage> ReadAuditAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Reads where the chain begins and ends.</summary>
    Task<AuditEnds> ReadAuditEndsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes the oldest rows whose retention has ended, up to the first one that has to stay, and moves the beginning of the chain.
    /// </summary>
    /// <param name="kept">How long rows are kept, by the clock of the inbox.</param>
    /// <param name="count">The most rows to remove.</param>
    /// <param name="cancellationToken">Cancels the call as long as its work has not begun.</param>
    /// <returns>How many were removed. The removal is durable when this returns.</returns>
    Task<int> PruneAuditAsync(TimeSpan kept, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Takes rows of another inbox as they are, with their numbers and hashes: for an inbox that is being filled from an export. Nothing is
    /// stored where the log has one of these numbers, or a higher one, already.
    /// </summary>
    /// <param name="rows">The rows, in their order. They may be none.</param>
    /// <param name="ends">The ends of the chain from then on.</param>
    /// <param name="cancellationToken">Cancels the call as long as its work has not begun.</param>
    /// <returns>Whether they were stored, durably.</returns>
    Task<bool> TakeAuditAsync(IReadOnlyList<AuditRecord> rows, AuditEnds ends, CancellationToken cancellationToken);
}

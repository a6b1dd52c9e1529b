using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// Stores a file that was checked, chunk by chunk. A chunk is stored only where the file, up to its end, is the one that was checked.
/// </summary>
/// <param name="inbox">Where to.</param>
/// <param name="known">For each chunk, the digest of the file up to it.</param>
/// <param name="audit">Stores the audit log.</param>
internal sealed class InboxFiller(IInboxTransfer inbox, IReadOnlyList<string> known, AuditFiller audit)
{
    private int _chunks;

    /// <summary>How many deliveries of the file are in the inbox.</summary>
    public long Stored { get; private set; }

    /// <summary>How many of them were not there before.</summary>
    public long Added { get; private set; }

    /// <exception cref="BadFileException">The file is no longer the one that was checked.</exception>
    public async Task AddAsync(FileChunk chunk, CancellationToken cancellationToken)
    {
        if (_chunks >= known.Count || chunk.UpToHere != known[_chunks])
            throw new BadFileException("it changed while it was read");
        _chunks++;
        if (chunk.Deliveries.Count > 0)
            Added += await inbox.WriteDeliveriesAsync(chunk.Deliveries, cancellationToken);
        Stored += chunk.Deliveries.Count;
        if (chunk.Lanes.Count > 0)
            await inbox.WriteLaneMarksAsync(chunk.Lanes, cancellationToken);
        await audit.AddAsync(chunk, cancellationToken);
    }
}

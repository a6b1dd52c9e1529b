using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Brings a file into an inbox: checks all of it, then reads it again to store it, and compares what is stored.</summary>
/// <param name="surroundings">Where progress is shown.</param>
/// <param name="path">The file.</param>
/// <param name="key">The key of its MAC. Null: it is believed as it is.</param>
/// <param name="target">The inbox.</param>
internal sealed class ImportRun(Surroundings surroundings, string path, FileKey? key, ChosenInbox target)
{
    private readonly LaneTotals _lanes = new();
    private readonly List<HandlerPause> _pauses = [];
    private readonly List<HashKeyJson> _hashKeys = [];
    private readonly List<ErasureRecordJson> _erasures = [];
    private readonly List<string> _chunks = [];
    private readonly AuditFiller _audit = new();
    private InboxFiller? _filler;

    /// <summary>The totals of the file. Set once it is known to be whole.</summary>
    public EndJson? Checked { get; private set; }

    /// <summary>How many deliveries of the file are durably in the inbox.</summary>
    public long Stored => _filler?.Stored ?? 0;

    public bool IsStoring { get; private set; }

    /// <exception cref="BadFileException">The file is not whole. Nothing is stored, and no inbox is made.</exception>
    /// <exception cref="NotEmptyException">The inbox holds something. Nothing is stored.</exception>
    public async Task<ImportOutcome> RunAsync(bool merge, CancellationToken cancellationToken)
    {
        await using var file = ImportedFile.Open(path, key);
        await using (await InboxFileReader.OpenAsync(file, target.Keys, cancellationToken))
        {
            // Whether it is an export at all is known at once.
        }

        var isThere = target.IsThere;
        if (!isThere)
            Checked = await CheckAsync(file, cancellationToken);
        await using var inbox = await target.OpenAsync(cancellationToken);
        var before = await CountAsync(inbox, cancellationToken);
        if (before > 0 && !merge)
            throw new NotEmptyException(before);
        await _audit.MeetAsync((IInboxAudit)inbox, cancellationToken);
        if (isThere)
            Checked = await CheckAsync(file, cancellationToken);
        IsStoring = true;
        var added = await StoreAsync(file, (IInboxTransfer)inbox, cancellationToken);
        await new ErasureArchive([.. _hashKeys.Select(one => one.ToStored())], [.. _erasures.Select(one => one.ToErasure())])
            .WriteAsync(inbox, target.Keys, cancellationToken);
        IsStoring = false;
        var isComparable = before + added == Checked!.Deliveries;
        return new ImportOutcome(
            added, _audit.Added, _audit.LeftOut, isComparable ? await IsSameAsync((IInboxTransfer)inbox, cancellationToken) : null);
    }

    private static async Task<long> CountAsync(IInbox inbox, CancellationToken cancellationToken) =>
        (await ((IInboxQuery)inbox).ReadSummaryAsync(cancellationToken)).Deliveries.Values.Sum();

    private async Task<EndJson> CheckAsync(ImportedFile file, CancellationToken cancellationToken)
    {
        await file.CheckMacAsync(cancellationToken);
        return await ReadAsync(
            file,
            "Checking",
            (chunk, _) =>
            {
                chunk.Lanes.ForEach(_lanes.Add);
                _pauses.AddRange(chunk.Pauses);
                _hashKeys.AddRange(chunk.HashKeys);
                _erasures.AddRange(chunk.Erasures);
                _audit.Learn(chunk);
                _chunks.Add(chunk.UpToHere);
                return Task.CompletedTask;
            },
            cancellationToken);
    }

    private async Task<EndJson> ReadAsync(
        ImportedFile file, string doing, Func<FileChunk, CancellationToken, Task> take, CancellationToken cancellationToken)
    {
        await using var reader = await InboxFileReader.OpenAsync(file, target.Keys, cancellationToken);
        var progress = new TransferProgress(surroundings, doing);
        try
        {
            await foreach (var chunk in reader.ReadAsync(cancellationToken))
            {
                await take(chunk, cancellationToken);
                progress.Add(chunk.Deliveries.Count);
            }
        }
        finally
        {
            progress.End();
        }

        return reader.End!;
    }

    private async Task<long> StoreAsync(ImportedFile file, IInboxTransfer inbox, CancellationToken cancellationToken)
    {
        await inbox.WritePausesAsync(_pauses, cancellationToken); // before what they hold back
        _filler = new InboxFiller(inbox, _chunks, _audit);
        await ReadAsync(file, "Importing", _filler.AddAsync, cancellationToken);
        await _audit.EndAsync(surroundings.Clock.GetUtcNow(), cancellationToken);
        return _filler.Added;
    }

    private async Task<bool> IsSameAsync(IInboxTransfer inbox, CancellationToken cancellationToken)
    {
        var lanes = new LaneTotals();
        await foreach (var lane in inbox.ReadLaneMarksAsync(cancellationToken))
            lanes.Add(lane);
        var paused = (await inbox.ReadPausesAsync(cancellationToken)).Select(pause => pause.Handler).ToHashSet(StringComparer.Ordinal);
        return lanes.Sum == _lanes.Sum
            && paused.SetEquals(_pauses.Select(pause => pause.Handler))
            && await DigestAsync(inbox, cancellationToken) == Checked!.Digest;
    }

    private async Task<string> DigestAsync(IInboxTransfer inbox, CancellationToken cancellationToken)
    {
        using var totals = new FileTotals();
        var progress = new TransferProgress(surroundings, "Reading back");
        await foreach (var delivery in inbox.ReadDeliveriesAsync(cancellationToken))
        {
            totals.Add(delivery);
            progress.Add();
        }

        progress.End();
        return totals.Digest;
    }
}

using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Brings a file into an inbox: reads all of it once to check it, then again to store it, and compares what is stored.</summary>
internal sealed class ImportRun(Surroundings surroundings, string path, ChosenInbox target)
{
    private readonly LaneTotals _lanes = new();
    private readonly List<HandlerPause> _pauses = [];

    /// <summary>The totals of the file. Set once it is known to be whole.</summary>
    public EndJson? Checked { get; private set; }

    /// <summary>How many deliveries of the file are durably in the inbox.</summary>
    public long Stored { get; private set; }

    public bool IsStoring { get; private set; }

    /// <exception cref="BadFileException">The file is not whole. Nothing is stored.</exception>
    /// <exception cref="NotEmptyException">The inbox holds something. Nothing is stored.</exception>
    public async Task<ImportOutcome> RunAsync(bool merge, CancellationToken cancellationToken)
    {
        await using (await InboxFileReader.OpenAsync(path, cancellationToken))
        {
            // Before the inbox is opened: none is made for a file that is not an export.
        }

        await using var inbox = await target.OpenAsync(cancellationToken);
        var before = await CountAsync(inbox, cancellationToken);
        if (before > 0 && !merge)
            throw new NotEmptyException(before);
        Checked = await CheckAsync(cancellationToken);
        IsStoring = true;
        var added = await StoreAsync((IInboxTransfer)inbox, cancellationToken);
        IsStoring = false;
        var isComparable = before + added == Checked.Deliveries;
        return new ImportOutcome(added, isComparable ? await IsSameAsync((IInboxTransfer)inbox, cancellationToken) : null);
    }

    private static async Task<long> CountAsync(IInbox inbox, CancellationToken cancellationToken) =>
        (await ((IInboxQuery)inbox).ReadSummaryAsync(cancellationToken)).Deliveries.Values.Sum();

    private Task<EndJson> CheckAsync(CancellationToken cancellationToken) => ReadAsync(
        "Checking",
        (item, _) =>
        {
            if (item.Lane is { } lane)
                _lanes.Add(lane);
            if (item.Pause is { } pause)
                _pauses.Add(pause);
            return Task.CompletedTask;
        },
        cancellationToken);

    private async Task<EndJson> ReadAsync(string doing, Func<FileItem, CancellationToken, Task> take, CancellationToken cancellationToken)
    {
        await using var file = await InboxFileReader.OpenAsync(path, cancellationToken);
        var progress = new TransferProgress(surroundings, doing);
        try
        {
            await foreach (var item in file.ReadAsync(cancellationToken))
            {
                await take(item, cancellationToken);
                if (item.Delivery is not null)
                    progress.Add();
            }
        }
        finally
        {
            progress.End();
        }

        return file.End!;
    }

    private async Task<long> StoreAsync(IInboxTransfer inbox, CancellationToken cancellationToken)
    {
        await inbox.WritePausesAsync(_pauses, cancellationToken); // before what they hold back
        var filler = new InboxFiller(inbox, stored => Stored += stored);
        var end = await ReadAsync("Importing", filler.AddAsync, cancellationToken);
        await filler.EndAsync(cancellationToken);
        return end == Checked ? filler.Added : throw new BadFileException("it changed while it was read");
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

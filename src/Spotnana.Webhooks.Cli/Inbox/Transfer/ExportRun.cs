using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Writes an inbox into a file: encrypted where the inbox is, unless it is wanted plain.</summary>
internal sealed class ExportRun(Surroundings surroundings, ChosenInbox source, string path, FileKey key, bool overwrite, bool plain)
{
    private readonly EncryptionKeys _keys = plain ? EncryptionKeys.None : source.Keys;

    public async Task<EndJson> RunAsync(CancellationToken cancellationToken)
    {
        await using var inbox = await source.OpenAsync(cancellationToken);
        await using var file = PrivateFile.Create(path);
        using var writer = new InboxFileWriter(file, key, _keys);
        var end = await WriteAsync(inbox, writer, cancellationToken);
        await file.CompleteAsync(overwrite);
        return end;
    }

    private async Task<EndJson> WriteAsync(IInbox opened, InboxFileWriter writer, CancellationToken cancellationToken)
    {
        var inbox = (IInboxTransfer)opened;
        var erasures = await ErasureArchive.ReadAsync(opened, source.Keys, _keys, cancellationToken);
        var audit = await ((IInboxAudit)opened).ReadAuditEndsAsync(cancellationToken);
        var version = erasures.Erasures.Count > 0 || audit.Last.Sequence > 0 ? HeaderJson.WithKeeping
            : _keys.First is null ? HeaderJson.TheVersion : HeaderJson.Encrypted;
        await writer.WriteHeaderAsync(
            new HeaderJson(HeaderJson.TheFormat, version, source.Engine, surroundings.Clock.GetUtcNow()), cancellationToken);
        var progress = new TransferProgress(surroundings, "Exporting");
        try
        {
            await foreach (var delivery in inbox.ReadDeliveriesAsync(cancellationToken))
            {
                await writer.WriteAsync(delivery, cancellationToken);
                progress.Add();
            }
        }
        finally
        {
            progress.End();
        }

        await foreach (var lane in inbox.ReadLaneMarksAsync(cancellationToken))
            await writer.WriteAsync(lane, cancellationToken);
        foreach (var pause in await inbox.ReadPausesAsync(cancellationToken))
            await writer.WriteAsync(pause, cancellationToken);
        await writer.WriteAsync(erasures, cancellationToken);
        await WriteAuditAsync((IInboxAudit)opened, audit, writer, cancellationToken);
        return await writer.WriteEndAsync(cancellationToken);
    }

    // An inbox without any gives a file that the release before can read, too.
    private static async Task WriteAuditAsync(
        IInboxAudit inbox, AuditEnds ends, InboxFileWriter writer, CancellationToken cancellationToken)
    {
        if (ends.Last.Sequence == 0)
            return;

        await writer.WriteAsync(ends, cancellationToken);
        for (long? after = 0; after is { } place;)
        {
            (var rows, after, _) = await inbox.ReadAuditAsync(place, IInboxAudit.LargestPage, cancellationToken);
            foreach (var row in rows)
                await writer.WriteAsync(row, cancellationToken);
        }
    }
}

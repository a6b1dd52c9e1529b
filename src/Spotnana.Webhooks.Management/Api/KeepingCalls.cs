using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Tells what is kept for how long, how full the disk is, and which backups there are.</summary>
internal sealed class KeepingCalls(IInbox inbox, IOptions<InboxOptions> options, Backups backups, TimeProvider time)
{
    public async Task<Reply> ReadAsync(HttpContext context)
    {
        if (new Parameters(context.Request.Query).Fail(out var refusal))
            return refusal;

        var retention = options.Value.Retention;
        var keeping = new KeepingJson(
            new RetentionJson(
                retention.Payloads.TotalSeconds, retention.DeadLetters.TotalSeconds, retention.Ids.TotalSeconds,
                retention.Audit.TotalSeconds),
            await DiskAsync(context.RequestAborted),
            Backups(),
            await ErasuresAsync(context.RequestAborted));
        return Reply.Ok(keeping, ApiJson.Compact.KeepingJson);
    }

    private async Task<DiskJson?> DiskAsync(CancellationToken cancellationToken)
    {
        if (inbox is not IInboxSpace space)
            return null;

        var measured = await space.ReadSpaceAsync(cancellationToken);
        var least = options.Value.MinFreeBytes;
        return measured.RoomBytes is { } room
            ? new DiskJson(measured.Bytes, measured.FreeBytes, measured.ReusableBytes, least, room < least)
            : new DiskJson(measured.Bytes, null, null, null, null);
    }

    private async Task<ErasuresJson?> ErasuresAsync(CancellationToken cancellationToken)
    {
        if (inbox is not IInboxErasing erasing)
            return null;

        var open = (await erasing.ListActiveErasuresAsync(cancellationToken)).Where(erasure => erasure.CompletedAt is null).ToList();
        return new ErasuresJson(open.Count, open.Sum(erasure => erasure.Waiting));
    }

    private BackupsJson? Backups()
    {
        if (backups.Options.Folder.Length == 0)
            return null;

        var all = backups.List();
        return new BackupsJson(
            backups.Options.Every.TotalSeconds, backups.Options.Keep, Age.Of(all is [var newest, ..] ? newest.CreatedAt : null, time),
            backups.Failures,
            [.. all.Select(BackupJson.Of)]);
    }
}

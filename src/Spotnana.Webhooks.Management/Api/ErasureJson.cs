using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Hosting;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>An erasure's receipt.</summary>
/// <remarks>NewestBackupHolding: the newest of the service's own backups that still holds something of it. Null: none does.</remarks>
internal sealed record ErasureJson(
    string Id, DateTime At, string By, string Cause, string? Subscription, long Scanned, long Erased, long Waiting,
    BackupJson? NewestBackupHolding, DateTime? CompletedAt)
{
    public static ErasureJson Of(Erasure erasure, Backups backups, TimeProvider time) => new(
        erasure.Id,
        erasure.At.UtcDateTime,
        erasure.By,
        erasure.Cause == ErasureCause.Purge ? "purge" : "request",
        erasure.Subscription,
        erasure.Scanned,
        erasure.Erased,
        erasure.Waiting,
        backups.NewestBefore(erasure.CompletedAt ?? time.GetUtcNow()) is { } backup ? BackupJson.Of(backup) : null,
        erasure.CompletedAt?.UtcDateTime);
}

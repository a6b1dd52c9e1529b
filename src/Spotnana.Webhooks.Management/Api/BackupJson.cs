using Spotnana.Webhooks.Inbox.Hosting;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>A backup.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="GoesAt">About when it will be removed.</param>
internal sealed record BackupJson(string Name, DateTime CreatedAt, DateTime GoesAt)
{
    public static BackupJson Of(InboxBackup backup) => new(backup.Name, backup.CreatedAt.UtcDateTime, backup.GoesAt.UtcDateTime);
}

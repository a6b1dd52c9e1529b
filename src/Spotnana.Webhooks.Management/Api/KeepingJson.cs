namespace Spotnana.Webhooks.Management.Api;

/// <summary>What is kept for how long, and where.</summary>
/// <param name="Retention">The settings.</param>
/// <param name="Disk">Null where the inbox's engine does not measure itself.</param>
/// <param name="Backups">Null where the service makes none.</param>
/// <param name="Erasures">Null where the inbox's engine cannot erase.</param>
internal sealed record KeepingJson(RetentionJson Retention, DiskJson? Disk, BackupsJson? Backups, ErasuresJson? Erasures);

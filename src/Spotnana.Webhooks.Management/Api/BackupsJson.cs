namespace Spotnana.Webhooks.Management.Api;

/// <summary>The backups that the service makes.</summary>
/// <param name="EverySeconds">How often.</param>
/// <param name="Keep">How many are kept.</param>
/// <param name="NewestAgeSeconds">The age of the newest. Null: there is none.</param>
/// <param name="Failures">How many failed since the start.</param>
/// <param name="List">All that are there, the newest first.</param>
internal sealed record BackupsJson(
    double EverySeconds, int Keep, double? NewestAgeSeconds, long Failures, IReadOnlyList<BackupJson> List);

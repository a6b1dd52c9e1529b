using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// The section <c>Inbox:Backup</c>: the backups that the service makes of its inbox, where the engine can. Read at start.
/// </summary>
public sealed class BackupOptions
{
    /// <summary>
    /// The folder that they are written to; one that is missing is made, with mode 0700. It belongs on another disk than the inbox. Empty,
    /// the default: none are made.
    /// </summary>
    public string Folder { get; set; } = "";

    /// <summary>How often, from a minute to 31 days. Default 1 hour.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many are kept, 1 to 10,000: after each new one the oldest are removed. Default 24.</summary>
    public int Keep { get; set; } = 24;

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Folder), SettingsShape.Text),
        (nameof(Every), SettingsShape.Duration),
        (nameof(Keep), SettingsShape.Number));
}

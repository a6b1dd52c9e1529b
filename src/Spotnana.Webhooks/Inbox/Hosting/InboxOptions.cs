using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>The section <c>Inbox</c>. Read at start.</summary>
public sealed class InboxOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Inbox";

    /// <summary>
    /// The <see cref="InboxEngine.Name"/> of the engine that stores deliveries, not case-sensitive. Empty, the default: the first engine
    /// that was added and keeps what it stores across a restart.
    /// </summary>
    public string Engine { get; set; } = "";

    /// <summary>
    /// The path of the file with the keys that bodies are encrypted with, one a line: Base64 of 32 bytes. The first one encrypts, all of
    /// them decrypt. The file is read again while the service runs. Empty, the default: bodies are not encrypted.
    /// </summary>
    public string EncryptionKeyFile { get; set; } = "";

    /// <summary>
    /// How long the erasure of a traveler waits for deliveries that wait for a handler, as while that is paused. Then they are given up,
    /// and erased. Default 3 days; at least a minute and at most 365 days.
    /// </summary>
    public TimeSpan ErasureWait { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long deliveries and their bodies are kept.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>
    /// Below how much room, in bytes, bodies of settled deliveries are removed early, the oldest first, so that deliveries can still be
    /// stored: what is free on the disk and inside of the inbox's files. Never those of dead letters. 0: never. At most 1 PiB;
    /// default 1 GiB. Without effect where the engine cannot see its disk.
    /// </summary>
    public long MinFreeBytes { get; set; } = 1L << 30;

    /// <summary>The backups that the service makes of its inbox. Default: none.</summary>
    public BackupOptions Backup { get; set; } = new();

    /// <summary>The shape of the section, without those of engines.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Engine), SettingsShape.Text),
        (nameof(EncryptionKeyFile), SettingsShape.Text),
        (nameof(ErasureWait), SettingsShape.Duration),
        (nameof(MinFreeBytes), SettingsShape.LargeNumber),
        (nameof(Backup), BackupOptions.Shape),
        (nameof(Retention), RetentionOptions.Shape));
}

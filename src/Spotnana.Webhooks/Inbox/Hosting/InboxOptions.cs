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

    /// <summary>The shape of the section, without those of engines.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Engine), SettingsShape.Text),
        (nameof(EncryptionKeyFile), SettingsShape.Text),
        (nameof(ErasureWait), SettingsShape.Duration),
        (nameof(Retention), RetentionOptions.Shape));
}

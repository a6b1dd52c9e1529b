using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>One entry of <c>Management:Keys</c>. Audit lines show its name.</summary>
internal sealed class ManagementKeyOptions
{
    /// <summary>The key itself: this or <see cref="KeyFile"/>.</summary>
    public string? Key { get; set; }

    /// <summary>A file that holds the key; read again when its content changes.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Names of <see cref="Right"/>; at least one.</summary>
    public IList<string> Rights { get; } = [];

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Key), SettingsShape.Text),
        (nameof(KeyFile), SettingsShape.Text),
        (nameof(Rights), SettingsShape.TextList));
}

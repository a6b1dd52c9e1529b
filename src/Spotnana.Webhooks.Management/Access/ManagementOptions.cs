using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>The section <c>Management</c>: who may use the management API. Read at start, except for the contents of key files.</summary>
internal sealed class ManagementOptions
{
    public const string Section = "Management";

    /// <summary>
    /// Keys by name. Without any, only calls from this machine are answered, and only in Development or on a listener that is kept for
    /// management. They may do everything, but outside Development neither read nor erase payloads.
    /// </summary>
    public Dictionary<string, ManagementKeyOptions> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Host names without a port that are answered beside <c>localhost</c>, <c>127.0.0.1</c> and <c>[::1]</c>.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Keys), SettingsShape.MapOf(ManagementKeyOptions.Shape)),
        (nameof(AllowedHosts), SettingsShape.TextList));
}

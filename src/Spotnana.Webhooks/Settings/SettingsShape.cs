namespace Spotnana.Webhooks.Settings;

/// <summary>
/// The shape of a section or of one setting: which keys it may have, and whether a single value, a list or an object belongs there. Each
/// options class declares its own, by which the start finds unknown keys and values of another shape; the binder ignores both in silence.
/// </summary>
public sealed class SettingsShape
{
    private SettingsShape(SettingKind kind) => Kind = kind;

    /// <summary>A text.</summary>
    public static SettingsShape Text { get; } = new(SettingKind.Text);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static SettingsShape Flag { get; } = new(SettingKind.Flag);

    /// <summary>A whole number that fits an <see cref="int"/>.</summary>
    public static SettingsShape Number { get; } = new(SettingKind.Number);

    /// <summary>A whole number that fits a <see cref="long"/>.</summary>
    public static SettingsShape LargeNumber { get; } = new(SettingKind.LargeNumber);

    /// <summary>A time span, <c>days.hours:minutes:seconds</c>, with hours of at most 23, minutes and seconds of at most 59.</summary>
    public static SettingsShape Duration { get; } = new(SettingKind.Duration);

    /// <summary>A list of texts.</summary>
    public static SettingsShape TextList { get; } = new(SettingKind.List);

    /// <summary>Anything: a section that somebody else checks.</summary>
    public static SettingsShape Anything { get; } = new(SettingKind.Anything);

    /// <summary>An object whose keys are names of the operator's choice.</summary>
    /// <param name="entry">The shape of the value under each name.</param>
    public static SettingsShape MapOf(SettingsShape entry) => new(SettingKind.Map) { Entry = entry };

    /// <summary>An object with these keys, not case-sensitive, and no others.</summary>
    public static SettingsShape ObjectOf(params ReadOnlySpan<(string Key, SettingsShape Shape)> settings) =>
        new(SettingKind.Object) { Settings = settings.ToArray() };

    internal SettingKind Kind { get; }

    /// <summary>The shape of each value in a map.</summary>
    internal SettingsShape? Entry { get; private init; }

    /// <summary>The settings of an object.</summary>
    internal IReadOnlyList<(string Key, SettingsShape Shape)> Settings { get; private init; } = [];

    /// <summary>The shape of the setting under a key of this object or map; null where the key is unknown.</summary>
    internal SettingsShape? Of(string key) => Kind == SettingKind.Map
        ? Entry
        : Settings.FirstOrDefault(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Shape;

    /// <summary>This object with further keys.</summary>
    internal SettingsShape With(IEnumerable<(string Key, SettingsShape Shape)> more) =>
        new(SettingKind.Object) { Settings = [.. Settings, .. more] };
}

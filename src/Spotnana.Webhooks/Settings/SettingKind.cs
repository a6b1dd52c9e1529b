namespace Spotnana.Webhooks.Settings;

/// <summary>The kinds of a <see cref="SettingsShape"/>.</summary>
internal enum SettingKind
{
    Text,
    Flag,
    Number,
    LargeNumber,
    Duration,
    List,
    Map,
    Object,
    Anything,
}

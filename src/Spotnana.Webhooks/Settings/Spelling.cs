namespace Spotnana.Webhooks.Settings;

/// <summary>Shows how a setting of a shape is written, in JSON and in the environment.</summary>
internal static class Spelling
{
    /// <summary>A whole sentence, such as <c>Write "Secrets": ["…"] in JSON, …__Secrets__0=… in the environment.</c></summary>
    public static string Of(string path, SettingsShape shape)
    {
        var name = path[(path.LastIndexOf(':') + 1)..];
        var (json, more) = Example(shape);
        return $"Write \"{name}\": {json} in JSON, {path.Replace(":", "__", StringComparison.Ordinal)}{more}=… in the environment.";
    }

    private static (string Json, string More) Example(SettingsShape shape) => shape.Kind switch
    {
        SettingKind.List => ("[\"…\"]", "__0"),
        SettingKind.Map => Inside("<name>", shape.Entry!),
        SettingKind.Object => Inside(shape.Settings[0].Key, shape.Settings[0].Shape),
        SettingKind.Flag => ("true", ""),
        SettingKind.Number or SettingKind.LargeNumber => ("1", ""),
        _ => ("\"…\"", ""),
    };

    private static (string Json, string More) Inside(string key, SettingsShape shape)
    {
        var (json, more) = Example(shape);
        return ($"{{ \"{key}\": {json} }}", $"__{key}{more}");
    }
}

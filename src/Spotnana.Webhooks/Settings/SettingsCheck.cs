using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Spotnana.Webhooks.Settings;

/// <summary>
/// Compares a section of the configuration with its <see cref="SettingsShape"/>: unknown keys, values of another shape and time spans that
/// .NET reads otherwise than they look. The binder ignores all of these in silence.
/// </summary>
public sealed class SettingsCheck
{
    private readonly List<string> _errors = [];

    private SettingsCheck(IConfigurationSection section, SettingsShape shape) => Check(section, section.Path, shape);

    /// <summary>
    /// What is wrong: each error names the key and says how to fix it. Of values, only those of numbers, flags and time spans are shown.
    /// </summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>False where a value cannot be converted, so that the binder would throw.</summary>
    public bool CanBind { get; private set; } = true;

    /// <summary>Compares a section, which need not exist, with its shape.</summary>
    public static SettingsCheck Of(IConfigurationSection section, SettingsShape shape) => new(section, shape);

    private void Check(IConfigurationSection section, string path, SettingsShape shape)
    {
        switch (shape.Kind)
        {
            case SettingKind.Anything:
                break;
            case SettingKind.List:
                CheckList(section, path, shape);
                break;
            case SettingKind.Map or SettingKind.Object:
                CheckObject(section, path, shape);
                break;
            default:
                CheckValue(section, path, shape);
                break;
        }
    }

    private void CheckObject(IConfigurationSection section, string path, SettingsShape shape)
    {
        // An empty object has the value "" or none, by the source that it comes from.
        if (!string.IsNullOrEmpty(section.Value))
            _errors.Add($"{path} is a single value, where an object belongs. {Spelling.Of(path, shape)}");

        var children = section.GetChildren().ToList();
        if (shape.Kind == SettingKind.Object && children.Count > 0 && children.All(IsEntry))
        {
            _errors.Add($"{path} is a list, where an object belongs. {Spelling.Of(path, shape)}");
            return;
        }

        foreach (var child in children)
        {
            if (shape.Of(child.Key) is { } known)
                Check(child, $"{path}:{child.Key}", known);
            else
                _errors.Add($"{path}:{child.Key} is unknown. {Instead(child.Key, path, shape)}");
        }
    }

    private static string Instead(string key, string path, SettingsShape shape) => NearestKey.To(key, shape) is { } meant
        ? $"Did you mean {path}:{meant}?"
        : $"Remove it, or use one of those that {path} has: {string.Join(", ", shape.Settings.Select(setting => setting.Key))}.";

    private void CheckList(IConfigurationSection section, string path, SettingsShape shape)
    {
        // So has an empty list.
        if (!string.IsNullOrEmpty(section.Value))
            _errors.Add($"{path} is a single value, where a list belongs. {Spelling.Of(path, shape)}");

        foreach (var child in section.GetChildren())
        {
            if (!IsEntry(child))
                _errors.Add($"{path} is an object, where a list belongs. {Spelling.Of(path, shape)}"); // its key may be a secret
            else if (child.GetChildren().Any())
                _errors.Add($"{path}:{child.Key} is a list or an object, where a single value belongs. {Spelling.Of(path, shape)}");
        }
    }

    private void CheckValue(IConfigurationSection section, string path, SettingsShape shape)
    {
        if (section.GetChildren().Any())
            _errors.Add($"{path} is a list or an object, where a single value belongs. {Spelling.Of(path, shape)}");
        else if (!string.IsNullOrEmpty(section.Value))
            CheckText(section.Value, path, shape);
    }

    private void CheckText(string text, string path, SettingsShape shape)
    {
        var error = shape.Kind switch
        {
            SettingKind.Duration => DurationText.ErrorIn(text),
            SettingKind.Number when !int.TryParse(text, CultureInfo.InvariantCulture, out _) =>
                $"is '{text}'. Set it to a whole number of at most {int.MaxValue}.",
            SettingKind.LargeNumber when !long.TryParse(text, CultureInfo.InvariantCulture, out _) =>
                $"is '{text}'. Set it to a whole number of at most {long.MaxValue}.",
            SettingKind.Flag when !bool.TryParse(text, out _) => $"is '{text}'. Set it to true or false.",
            _ => null,
        };
        if (error is null)
            return;

        _errors.Add($"{path} {error}");
        if (shape.Kind != SettingKind.Duration || !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _))
            CanBind = false;
    }

    private static bool IsEntry(IConfigurationSection section) => section.Key.All(char.IsAsciiDigit);
}

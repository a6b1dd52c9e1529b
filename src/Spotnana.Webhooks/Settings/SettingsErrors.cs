using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Settings;

/// <summary>Collects what is wrong with the settings: each line names the key and the value, and says how to fix it.</summary>
internal sealed class SettingsErrors
{
    private readonly List<string> _errors = [];

    public void Refuse(string key, string error) => _errors.Add($"{key} {error}");

    /// <param name="error">A whole line, which begins with the key.</param>
    public void Refuse(string error) => _errors.Add(error);

    public void Between(string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            Refuse(key, $"is {value:c}. Set it between {least:c} and {most:c} (days.hours:minutes:seconds).");
    }

    public void Between(string key, long value, long least, long most)
    {
        if (value < least || value > most)
            Refuse(key, $"is {value}. Set it between {least} and {most}.");
    }

    /// <summary>
    /// Checks names that others decide on. An unknown one is fine; but one in small letters, or with white space around it, would match
    /// nothing, silently.
    /// </summary>
    public void Names(string key, IEnumerable<string> names, IEnumerable<string> known)
    {
        foreach (var (i, name) in names.Index())
        {
            if (name.Length == 0 || name != name.Trim())
                Refuse($"{key}:{i}", $"is '{name}'. Set it to a name without white space around it, or remove it.");
            else if (known.FirstOrDefault(other => other.Equals(name, StringComparison.OrdinalIgnoreCase) && other != name) is { } meant)
                Refuse($"{key}:{i}", $"is '{name}'. Write it as Spotnana does: {meant}.");
        }
    }

    public IReadOnlyList<string> Errors => _errors;

    public ValidateOptionsResult Result() =>
        _errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_errors);
}

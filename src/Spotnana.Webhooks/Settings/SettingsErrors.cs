using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Settings;

/// <summary>Collects the errors in settings. Each names the key and the value, and says how to fix it.</summary>
internal sealed class SettingsErrors
{
    private readonly List<string> _errors = [];

    public void Refuse(string key, string error) => _errors.Add($"{key} {error}");

    /// <param name="error">The whole message, which begins with the key.</param>
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
    /// Checks names that Spotnana chooses. An unknown name is accepted. One with white space around it, or a known one in another case, is
    /// refused: it would silently match nothing.
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

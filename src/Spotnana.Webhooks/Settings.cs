using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks;

/// <summary>Collects what is wrong with the settings: each line names the key, the value and the mend.</summary>
internal sealed class Settings
{
    private readonly List<string> _errors = [];

    public void Refuse(string key, string error) => _errors.Add($"{key} {error}");

    /// <param name="error">A whole line, with the key.</param>
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

    public ValidateOptionsResult Result() =>
        _errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_errors);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Management.Access;

internal sealed class ManagementOptionsValidator(IHostEnvironment environment, IManagementListener? listener = null)
    : IValidateOptions<ManagementOptions>
{
    private static readonly string _rights = string.Join(", ", Enum.GetValues<Right>().Select(right => right.Name()));

    public ValidateOptionsResult Validate(string? name, ManagementOptions options)
    {
        List<string> errors = [.. KeyErrors(options), .. HostErrors(options)];

        // An application that keeps a listener for management decides for itself who may reach it.
        if (options.Keys.Count == 0 && listener is null && !environment.IsDevelopment())
        {
            errors.Add($"{ManagementOptions.Section}:Keys is empty: nobody could use the management API. "
                + $"Set {KeyRing.SettingOf("<name>")}:KeyFile to a file with a long random key, such as openssl rand -hex 32 prints, "
                + $"and {KeyRing.SettingOf("<name>")}:Rights:0 to one of {_rights}.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> KeyErrors(ManagementOptions options)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in options.Keys)
        {
            var key = KeyRing.SettingOf(name);
            var text = KeyText.Read(key, value, out var error);
            if (error is not null)
                yield return error;
            else if (!owners.TryAdd(text!, key))
            {
                yield return $"{key} is the same key as {owners[text!]}: audit lines could not tell them apart. "
                    + "Give each name a key of its own.";
            }

            if (value.Rights.Count == 0)
                yield return $"{key}:Rights is empty: the key would open nothing. Set some of {_rights}.";
            for (var i = 0; i < value.Rights.Count; i++)
            {
                if (RightExtensions.Named(value.Rights[i]) is null)
                    yield return $"{key}:Rights:{i} is '{value.Rights[i]}'. Set one of {_rights}.";
            }
        }
    }

    private static IEnumerable<string> HostErrors(ManagementOptions options) =>
        options.AllowedHosts.Index().Where(host => Uri.CheckHostName(host.Item) is UriHostNameType.Unknown)
            .Select(host => $"{ManagementOptions.Section}:AllowedHosts:{host.Index} is '{host.Item}'. "
                + "Set a host name without scheme, port or wildcard, such as ops.internal.");
}

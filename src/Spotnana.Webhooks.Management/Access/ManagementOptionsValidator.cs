using System.Net;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Receiver.Listening;

namespace Spotnana.Webhooks.Receiver.Management;

internal sealed class ManagementOptionsValidator(IConfiguration configuration) : IValidateOptions<ManagementOptions>
{
    private static readonly string _rights = string.Join(", ", Enum.GetValues<Right>().Select(right => right.Name()));

    public ValidateOptionsResult Validate(string? name, ManagementOptions options)
    {
        List<string> errors = [.. KeyErrors(options), .. HostErrors(options), .. ListenerErrors(options)];
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
                yield return $"{key} is the same key as {owners[text!]}: audit lines could not tell them apart. Give each name a key of its own.";

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
            .Select(host => $"{ManagementOptions.Section}:AllowedHosts:{host.Index} is '{host.Item}'. Set a host name without scheme, port or wildcard, such as ops.internal.");

    private IEnumerable<string> ListenerErrors(ManagementOptions options)
    {
        const string urlKey = $"Kestrel:Endpoints:{Listener.Management}:Url";
        if (options.Keys.Count == 0 && configuration[urlKey] is { Length: > 0 } url && !IsOnThisMachineOnly(url))
        {
            yield return $"{ManagementOptions.Section}:Keys is empty while {urlKey} is '{url}', which others can reach. "
                + $"Set {ManagementOptions.Section}:Keys:<name>:KeyFile and :Rights, or listen on http://127.0.0.1:8081.";
        }
    }

    /// <summary>Read as Kestrel reads it: whatever is neither an address nor <c>localhost</c> (<c>*</c>, <c>+</c>, any host name) means all interfaces.</summary>
    private static bool IsOnThisMachineOnly(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.IsNamedPipe || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException)
        {
            return true; // Kestrel refuses it with words of its own.
        }
    }
}

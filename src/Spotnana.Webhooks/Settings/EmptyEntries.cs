using Microsoft.Extensions.Configuration;

namespace Spotnana.Webhooks.Settings;

/// <summary>Keeps the entries of a configuration map that have no value.</summary>
public static class EmptyEntries
{
    /// <summary>
    /// Copies every entry of a section into the map that was bound to it; an entry without a value becomes "", so that validation can
    /// refuse it. The binder drops such entries: a header that was meant to be required, or sent, would silently be missing.
    /// </summary>
    public static void KeepEmpty(this IConfigurationSection section, IDictionary<string, string> values)
    {
        foreach (var entry in section.GetChildren())
            values[entry.Key] = entry.Value ?? "";
    }
}

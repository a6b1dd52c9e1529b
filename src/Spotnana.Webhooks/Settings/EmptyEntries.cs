using Microsoft.Extensions.Configuration;

namespace Spotnana.Webhooks.Settings;

/// <summary>Entries of a map in the configuration that have no value.</summary>
public static class EmptyEntries
{
    /// <summary>
    /// Puts every entry of a section into a map that was bound to it, those without a value as "". The binder drops these, and what was meant to be
    /// set would silently not be; so a check can refuse it.
    /// </summary>
    public static void KeepEmpty(this IConfigurationSection section, IDictionary<string, string> values)
    {
        foreach (var entry in section.GetChildren())
            values[entry.Key] = entry.Value ?? "";
    }
}

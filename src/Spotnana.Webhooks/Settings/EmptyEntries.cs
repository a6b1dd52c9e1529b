using Microsoft.Extensions.Configuration;

namespace Spotnana.Webhooks.Settings;

/// <summary>Entries of a map in the configuration that have no value.</summary>
public static class EmptyEntries
{
    /// <summary>
    /// Puts every entry of a section into the map that was bound to it, those without a value as "", so that a check can refuse them. The
    /// binder drops them: a header that was meant to be required, or sent, would silently not be.
    /// </summary>
    public static void KeepEmpty(this IConfigurationSection section, IDictionary<string, string> values)
    {
        foreach (var entry in section.GetChildren())
            values[entry.Key] = entry.Value ?? "";
    }
}

using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>What a setting holds at present: the entries of the configuration, or the lines of a file. Nothing of it may get into a message.</summary>
internal sealed class CredentialText
{
    private CredentialText(IReadOnlyList<(string Name, string Text)> entries, string? error)
    {
        Entries = entries;
        Error = error;
        Digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', entries.Select(entry => entry.Text)))));
    }

    /// <summary>Each value, with the name that a message calls it by.</summary>
    public IReadOnlyList<(string Name, string Text)> Entries { get; }

    /// <summary>Why there are none, and the mend. Null where they could be read.</summary>
    public string? Error { get; }

    /// <summary>Tells contents apart without keeping them.</summary>
    public string Digest { get; }

    public static CredentialText Missing(string error) => new([], error);

    /// <summary>The entries of a list in the configuration; it may be empty.</summary>
    public static CredentialText OfList(string key, IEnumerable<string> values) => new([.. values.Select((value, i) => ($"{key}:{i}", value))], null);

    /// <summary>One value of the configuration.</summary>
    public static CredentialText OfValue(string key, string value) => new([(key, value)], null);

    /// <summary>The lines of a file that are not blank, at least one. A path is followed through symbolic links: Kubernetes swaps those.</summary>
    public static CredentialText OfFile(string key, string path)
    {
        if (SecretFile.Read(key, path, out var content) is { } error)
            return Missing(error);

        var name = $"{key} ({path})";
        var lines = content.Split('\n').Select((text, i) => (Name: $"{name} line {i + 1}", Text: text.Trim())).Where(line => line.Text.Length > 0).ToList();
        return lines.Count switch
        {
            0 => Missing($"{name} is empty. Put one value a line into it."),
            1 => new([(name, lines[0].Text)], null),
            _ => new(lines, null),
        };
    }
}

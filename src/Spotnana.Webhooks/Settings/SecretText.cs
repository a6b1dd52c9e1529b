using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Settings;

/// <summary>
/// The current content of a setting that holds secrets: values in the configuration, or a file. Only a <see cref="SecretParser{T}"/> sees
/// the texts; no part of them may appear in a message.
/// </summary>
public sealed class SecretText
{
    private SecretText(IReadOnlyList<(string Name, string Text)> entries, string? error)
    {
        Entries = entries;
        Error = error;
        Digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', entries.Select(entry => entry.Text)))));
    }

    /// <summary>The values, each with its name for messages. Empty where the content could not be read.</summary>
    public IReadOnlyList<(string Name, string Text)> Entries { get; }

    /// <summary>
    /// Why the content could not be read, and how to fix that, in whole sentences that begin with the key. Null where it was read.
    /// </summary>
    public string? Error { get; }

    /// <summary>The SHA-256 of all values, in hexadecimal digits. It tells one content from another without keeping either.</summary>
    internal string Digest { get; }

    /// <summary>The content of a setting that cannot be read.</summary>
    /// <param name="error">See <see cref="Error"/>.</param>
    public static SecretText Unreadable(string error) => new([], error);

    /// <summary>One value in the configuration, unchanged.</summary>
    public static SecretText OfValue(string key, string value) => new([(key, value)], null);

    /// <summary>The entries of a list in the configuration, unchanged. The list may be empty.</summary>
    public static SecretText OfList(string key, IEnumerable<string> values) =>
        new([.. values.Select((value, i) => ($"{key}:{i}", value))], null);

    /// <summary>A file that holds one value, perhaps of several lines, without the white space around it.</summary>
    public static SecretText OfFile(string key, string path) => SecretFile.Read(key, path, out var content) is { } error
        ? Unreadable(error)
        : new([($"{key} ({path})", content.Trim())], null);

    /// <summary>
    /// A file that holds one value on each line, without the white space around it. Blank lines are ignored; a file of nothing else is
    /// unreadable.
    /// </summary>
    public static SecretText OfLines(string key, string path)
    {
        if (SecretFile.Read(key, path, out var content) is { } error)
            return Unreadable(error);

        var name = $"{key} ({path})";
        var lines = content.Split('\n')
            .Select((text, i) => (Name: $"{name} line {i + 1}", Text: text.Trim()))
            .Where(line => line.Text.Length > 0)
            .ToList();
        return lines.Count switch
        {
            0 => Unreadable($"{name} is empty. Put one value a line into it."),
            1 => new([(name, lines[0].Text)], null),
            _ => new(lines, null),
        };
    }
}

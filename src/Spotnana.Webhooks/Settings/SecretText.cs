using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Settings;

/// <summary>
/// The present content of a setting that holds secrets: values of the configuration, or a file. Only a <see cref="SecretParser{T}"/> sees
/// the texts; no part of them may get into a message.
/// </summary>
public sealed class SecretText
{
    private SecretText(IReadOnlyList<(string Name, string Text)> entries, string? error)
    {
        Entries = entries;
        Error = error;
        Digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', entries.Select(entry => entry.Text)))));
    }

    /// <summary>Each value, with the name that messages call it by. None where it could not be read.</summary>
    public IReadOnlyList<(string Name, string Text)> Entries { get; }

    /// <summary>
    /// Why the content could not be read, and how to fix it: whole sentences that begin with the key. Null where it could.
    /// </summary>
    public string? Error { get; }

    /// <summary>Tells contents apart without keeping them: the SHA-256 of all values, in hexadecimal digits.</summary>
    public string Digest { get; }

    /// <summary>A setting that cannot be read at all.</summary>
    /// <param name="error">See <see cref="Error"/>.</param>
    public static SecretText Unreadable(string error) => new([], error);

    /// <summary>One value of the configuration, unchanged.</summary>
    public static SecretText OfValue(string key, string value) => new([(key, value)], null);

    /// <summary>The entries of a list in the configuration, unchanged. There may be none.</summary>
    public static SecretText OfList(string key, IEnumerable<string> values) =>
        new([.. values.Select((value, i) => ($"{key}:{i}", value))], null);

    /// <summary>A file that is one value, whatever its length, without the white space around it. See <see cref="SecretFile"/>.</summary>
    public static SecretText OfFile(string key, string path) => SecretFile.Read(key, path, out var content) is { } error
        ? Unreadable(error)
        : new([($"{key} ({path})", content.Trim())], null);

    /// <summary>
    /// The lines of a file, each a value, without the white space around it. Blank ones do not count; there must be others.
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

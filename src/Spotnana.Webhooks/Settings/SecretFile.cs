using System.Text;

namespace Spotnana.Webhooks.Settings;

/// <summary>Reads files that hold secrets, as Docker and Kubernetes mount them. No part of the content appears in an error.</summary>
public static class SecretFile
{
    private const int MaxChars = 64 * 1024;

    /// <summary>Reads a file as UTF-8, of at most 65,536 characters. It follows symbolic links, which Kubernetes uses.</summary>
    /// <remarks>
    /// A missing file is opened once more right away: after the link was followed, and before its target was opened, Kubernetes may have
    /// swapped the link and removed the target.
    /// </remarks>
    /// <param name="key">The key of the setting that names the file, for the error.</param>
    /// <param name="path">The path of the file. A blank one is an error.</param>
    /// <param name="text">The whole content; empty where it could not be read.</param>
    /// <returns>Why the file could not be read and how to fix that, beginning with the key. Null when it was read.</returns>
    public static string? Read(string key, string path, out string text)
    {
        text = "";
        if (string.IsNullOrWhiteSpace(path))
            return $"{key} is empty. Set it to the path of a file, or remove it.";

        try
        {
            text = ReadAgainIfMissing(path);
            if (text.Length <= MaxChars)
                return null;
            text = "";
            return $"{Named(key, path)} is larger than {MaxChars / 1024} KiB. Name a file that holds the secret and nothing else.";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{Named(key, path)} cannot be read: {Explain(failure, path)}";
        }
    }

    private static string ReadAgainIfMissing(string path)
    {
        try
        {
            return ReadStart(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return ReadStart(path);
        }
    }

    // Reads one character more than is allowed, which shows that a file is too large.
    private static string ReadStart(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var buffer = new char[MaxChars + 1];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }

    private static string Named(string key, string path) => IsShown(path) ? $"{key} ({path})" : key;

    /// <summary>Not a path that is neither whole nor there: it may be the secret itself, set where its file belongs.</summary>
    private static bool IsShown(string path) => Path.IsPathFullyQualified(path) || Path.Exists(path);

    private static string Explain(Exception failure, string path) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException =>
            "there is no such file. Put it there, or fix the path: a secret itself does not belong here.",
        _ when Directory.Exists(path) => "it is a directory. Name a file in it.",
        UnauthorizedAccessException => "the service's user may not read it. Give that user the right to read it.",
        _ when IsShown(path) => failure.Message,
        _ => "it is no path that can be used.",
    };
}

using System.Text;

namespace Spotnana.Webhooks.Settings;

/// <summary>Reads files that hold secrets, as Docker and Kubernetes mount them. No part of a content gets into an error.</summary>
public static class SecretFile
{
    private const int MaxChars = 64 * 1024;

    /// <summary>Reads a file as UTF-8, following symbolic links: Kubernetes swaps those. More than 64 Ki characters are refused.</summary>
    /// <remarks>
    /// A file that is not there is looked for once more right away: between following a link and opening what it led to, the one may have
    /// been swapped and the other removed.
    /// </remarks>
    /// <param name="key">The setting that names the file, for the error.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="text">All of it; empty where it could not be read.</param>
    /// <returns>Why it could not be read and how to fix it, beginning with the key; null when it could.</returns>
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
            return $"{key} ({path}) is larger than {MaxChars / 1024} KiB. Name a file that holds the secret and nothing else.";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{key} ({path}) cannot be read: {Explain(failure, path)}";
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

    // One character more than may be there tells that there is more.
    private static string ReadStart(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var buffer = new char[MaxChars + 1];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }

    private static string Explain(Exception failure, string path) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file. Put it there, or fix the path.",
        _ when Directory.Exists(path) => "it is a directory. Name a file in it.",
        UnauthorizedAccessException => "the service's user may not read it. Give that user the right to.",
        _ => failure.Message,
    };
}

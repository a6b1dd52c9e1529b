using System.Text;

namespace Spotnana.Webhooks.Settings;

/// <summary>Reads files that hold secrets, as Docker and Kubernetes mount them. Nothing of a content gets into an error.</summary>
public static class SecretFile
{
    private const int MaxChars = 64 * 1024;

    /// <summary>Reads a file as UTF-8, following symbolic links (Kubernetes swaps those). More than 64 Ki characters are refused.</summary>
    /// <param name="key">The setting that names the file, for the error.</param>
    /// <param name="path">The file.</param>
    /// <param name="text">All of it; empty where it could not be read.</param>
    /// <returns>Why it could not be read, and the mend, beginning with the key; null when it could.</returns>
    public static string? Read(string key, string path, out string text)
    {
        text = "";
        if (string.IsNullOrWhiteSpace(path))
            return $"{key} is empty. Set it to the path of a file, or remove it.";

        try
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            var buffer = new char[MaxChars + 1];
            var length = reader.ReadBlock(buffer);
            if (length > MaxChars)
                return $"{key} ({path}) is larger than {MaxChars / 1024} KiB. Name a file that holds the secret and nothing else.";
            text = new string(buffer, 0, length);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{key} ({path}) cannot be read: {Explain(failure, path)}";
        }
    }

    private static string Explain(Exception failure, string path) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file. Put it there, or mend the path.",
        _ when Directory.Exists(path) => "it is a directory. Name a file in it.",
        UnauthorizedAccessException => "the service's user may not read it. Give that user the right to.",
        _ => failure.Message,
    };
}

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>A file that holds one secret value.</summary>
internal static class SecretFile
{
    private const int MaxChars = 64 * 1024;

    /// <returns>Why it could not be read, and the mend; null when it could.</returns>
    public static string? Read(string key, string path, out string text)
    {
        text = "";
        try
        {
            using var reader = new StreamReader(path);
            var buffer = new char[MaxChars + 1];
            text = new string(buffer, 0, reader.ReadBlock(buffer));
            return text.Length > MaxChars ? $"{key} ({path}) is larger than {MaxChars / 1024} KiB. Name a file that holds the value and nothing else." : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{key} ({path}) cannot be read: {failure.Message} Set the path of a file that holds the value and that this service may read.";
        }
    }
}

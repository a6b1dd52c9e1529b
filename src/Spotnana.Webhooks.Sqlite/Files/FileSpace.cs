using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>Measures the inbox's files and their volume.</summary>
internal static class FileSpace
{
    /// <exception cref="InboxUnavailableException">They cannot be measured for now.</exception>
    public static InboxSpace Measure(string path)
    {
        try
        {
            var bytes = ((string[])["", "-wal", "-shm"])
                .Sum(suffix => new FileInfo(path + suffix) is { Exists: true } file ? file.Length : 0);
            return new InboxSpace(bytes, new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InboxUnavailableException($"The inbox file {path} cannot be measured: {failure.Message}", failure);
        }
    }
}

namespace Spotnana.Webhooks.Cli.Terminal;

/// <summary>
/// Opens files that the tool writes where a user says. A link that somebody planted there is replaced and never followed: what it leads to
/// stays as it is. Only what lies in <c>/dev</c> and <c>/proc</c> is the system's own, such as <c>/dev/stdout</c>.
/// </summary>
internal static class OutputFile
{
    /// <summary>What is there, if it is the file itself and no link to another.</summary>
    public static FileStream? OpenExisting(string path)
    {
        if (Directory.Exists(path))
            throw new IOException("It is a folder.");
        if (!File.Exists(path) || IsLink(path))
            return null;
        var file = Open(path, FileMode.Open);
        if (!IsLink(path))
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>A new, empty file in the place of whatever is there; a device or a pipe is taken as it is.</summary>
    public static FileStream CreateInPlace(string path)
    {
        var existing = OpenExisting(path);
        if (existing is not null && (IsOfSystem(path) || !IsRegular(existing)))
            return existing;
        try
        {
            File.Delete(path);
            var created = Open(path, FileMode.CreateNew);
            existing?.Dispose();
            return created;
        }
        catch (Exception exception) when (existing is not null && exception is (IOException or UnauthorizedAccessException))
        {
            existing!.SetLength(0); // in a folder where nothing can be created
            return existing;
        }
    }

    /// <summary>Without a buffer, so that a full disk fails the write and not the end.</summary>
    public static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>False for a device and a pipe. Only of a regular file can the length be set, even to what it is.</summary>
    public static bool IsRegular(FileStream stream)
    {
        try
        {
            if (!stream.CanSeek)
                return false;
            stream.SetLength(stream.Length);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether it lies where links are the system's own, and nothing may be replaced.</summary>
    public static bool IsOfSystem(string path) => Path.GetFullPath(path) is var full
        && (full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal));

    private static bool IsLink(string path) => !IsOfSystem(path) && new FileInfo(path).LinkTarget is not null;
}

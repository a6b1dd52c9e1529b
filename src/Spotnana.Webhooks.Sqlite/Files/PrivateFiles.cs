using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>Keeps travellers' data from other accounts of the machine: directory 0700, files 0600.</summary>
internal static class PrivateFiles
{
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>Creates the directory of a file if it is missing. One that exists keeps its mode.</summary>
    public static void CreateDirectoryOf(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, DirectoryMode);
    }

    /// <summary>
    /// Creates an empty file if there is none, with the right mode from the first moment. SQLite gives the files beside it the same mode.
    /// </summary>
    public static void Create(string path) => Create(path, System.IO.FileMode.OpenOrCreate);

    /// <summary>Creates an empty file with the right mode, where there is none: not even a link that leads elsewhere.</summary>
    /// <exception cref="IOException">There is one.</exception>
    public static void CreateNew(string path) => Create(path, System.IO.FileMode.CreateNew);

    /// <summary>Returns when the content of a file is on disk.</summary>
    /// <exception cref="IOException">That failed.</exception>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, System.IO.FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        DiskSync.Flush(file.SafeFileHandle);
    }

    /// <summary>Takes the rights of other accounts from a file that exists.</summary>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & ~FileMode) != 0)
            File.SetUnixFileMode(path, FileMode);
    }

    private static void Create(string path, System.IO.FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode;
        using (new FileStream(path, options))
        {
        }
    }
}

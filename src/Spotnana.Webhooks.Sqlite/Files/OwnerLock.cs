using Microsoft.Win32.SafeHandles;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>
/// This process's ownership of the inbox file, until it is disposed of or the process ends. The lock is on a file beside the database, so
/// that tools can read the database.
/// </summary>
internal sealed class OwnerLock : IDisposable
{
    private readonly FileStream _file;

    private OwnerLock(FileStream file) => _file = file;

    /// <summary>Null while another process has the lock.</summary>
    public static OwnerLock? TryTake(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = PrivateFiles.FileMode;
        try
        {
            return new OwnerLock(new FileStream(path, options));
        }
        catch (IOException failure) when (IsHeldElsewhere(failure))
        {
            return null;
        }
    }

    /// <summary>The file, for what has to survive this process. Nobody else writes to it.</summary>
    public SafeFileHandle Handle => _file.SafeFileHandle;

    // The file stays: if it were removed, two processes could each lock a file of this name.
    public void Dispose() => _file.Dispose();

    private static bool IsHeldElsewhere(IOException failure)
    {
        const int SharingViolation = unchecked((int)0x80070020);
        const int WouldBlockOnLinux = 11;
        const int WouldBlockOnMac = 35;
        return failure.HResult == (
            OperatingSystem.IsWindows() ? SharingViolation
            : OperatingSystem.IsMacOS() ? WouldBlockOnMac
            : WouldBlockOnLinux);
    }
}

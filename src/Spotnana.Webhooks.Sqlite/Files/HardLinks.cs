using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>How many names a file has. The log and the lock go by the name: a file with two could be owned twice.</summary>
internal static class HardLinks
{
    private const int CurrentDirectory = -100;
    private const uint NumberOfLinks = 4;

    // struct statx is the same on every processor.
    private const int StatxBytes = 256;
    private const int MaskAt = 0;
    private const int NumberOfLinksAt = 16;

    /// <returns>1 where that cannot be told: on another system than Linux, or where there is no such file.</returns>
    public static uint Count(string path)
    {
        if (!OperatingSystem.IsLinux())
            return 1;
        try
        {
            var status = new byte[StatxBytes];
            return Statx(CurrentDirectory, Encoding.UTF8.GetBytes(path + '\0'), 0, NumberOfLinks, status) == 0
                && (Number(status, MaskAt) & NumberOfLinks) != 0
                ? Number(status, NumberOfLinksAt)
                : 1;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return 1;
        }
    }

    private static uint Number(byte[] status, int at) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(at))
        : BinaryPrimitives.ReadUInt32BigEndian(status.AsSpan(at));

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int directory, byte[] path, int flags, uint mask, byte[] status);
}

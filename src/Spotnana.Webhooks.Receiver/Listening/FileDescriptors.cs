using System.Runtime.InteropServices;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>How many file descriptors this process may have and has. Where that is not known (not Linux), there is no limit.</summary>
internal static class FileDescriptors
{
    /// <summary>
    /// What connections leave to everything else. The runtime needs descriptors at any moment, such as for an assembly that is used for the
    /// first time, and ends the process ("Out of memory") when there is none.
    /// </summary>
    public const int Spare = 64;

    private const string OpenFolder = "/proc/self/fd";
    private const int NumberOfFiles = 7; // RLIMIT_NOFILE

    /// <summary>The limit in force now. (The runtime raises it to the hard limit at start; others can change it at any time.)</summary>
    public static int Limit() =>
        OperatingSystem.IsLinux() && GetLimit(NumberOfFiles, out var limit) == 0 ? (int)Math.Min(limit.Soft, int.MaxValue) : int.MaxValue;

    /// <summary>How many are open now.</summary>
    public static int Open() => Directory.Exists(OpenFolder) ? Directory.EnumerateFileSystemEntries(OpenFolder).Count() : 0;

    /// <summary>Whether hardly any are left: a new one always gets the lowest free number.</summary>
    public static bool AreShort(nint newest) => newest >= Limit() - Spare;

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int GetLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit
    {
        public readonly ulong Soft;
        public readonly ulong Hard;
    }
}

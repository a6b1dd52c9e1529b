using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>
/// Brings a file to the disk. .NET's own way (FlushToDisk, Flush(true)) tells of no failure on Unix, and what was not written is gone then:
/// a later call succeeds.
/// </summary>
internal static class DiskSync
{
    private const int Interrupted = 4; // EINTR

    // Found as any program finds it, so that what is put in front of the C library (LD_PRELOAD) is called here too.
    private static readonly Lazy<Sync> Fsync = new(static () =>
        Marshal.GetDelegateForFunctionPointer<Sync>(NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "fsync")));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate int Sync(SafeFileHandle file);

    /// <summary>Returns when all that was written to the file is on disk.</summary>
    /// <exception cref="IOException">That failed: nobody can say what is on disk.</exception>
    public static void Flush(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (Fsync.Value(file) != 0)
        {
            if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
                throw new IOException($"It could not be brought to the disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }
}

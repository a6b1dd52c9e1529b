using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Spotnana.Webhooks.Benchmarks.Load.Traffic;

/// <summary>Waits for many sockets by one thread, which costs far less than a task for each.</summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const uint Input = 1;
    private const uint Output = 4;
    private const uint Edge = 1u << 31;
    private const int Interrupted = 4;
    private const int Most = 64;

    // The kernel's structure is packed on x64 only.
    private static readonly int _dataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int _size = _dataAt + sizeof(ulong);

    private readonly int _handle = Check(Create(0));
    private readonly byte[] _events = new byte[Most * 16];

    /// <summary>From now on each change of the socket is told, once.</summary>
    public void Watch(int socket, int index)
    {
        Span<byte> wanted = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, Input | Output | Edge);
        BinaryPrimitives.WriteInt32LittleEndian(wanted[_dataAt..], index);
        Check(Control(_handle, Add, socket, wanted));
    }

    /// <summary>The indexes of sockets that changed.</summary>
    public int Wait(TimeSpan patience, Span<int> indexes)
    {
        var count = WaitFor(
            _handle, _events, Most,
            [(long)patience.TotalSeconds, patience.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick], 0);
        if (count < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            return 0;
        Check(count);
        for (var i = 0; i < count; i++)
            indexes[i] = BinaryPrimitives.ReadInt32LittleEndian(_events.AsSpan(i * _size + _dataAt));
        return count;
    }

    public void Dispose() => _ = Close(_handle);

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int handle, int operation, int socket, ReadOnlySpan<byte> wanted);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static partial int WaitFor(int handle, Span<byte> events, int most, ReadOnlySpan<long> patience, nint signals);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}

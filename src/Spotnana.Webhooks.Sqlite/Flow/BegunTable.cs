using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>
/// The lanes and tokens of leases under which work has begun, in the file of the owner's lock: they survive the death of this process, be
/// it by a signal that nobody can catch. They are not brought to the disk, for a delivery does not cut the power.
/// </summary>
/// <remarks>
/// A header of 16 bytes (a name and version, the number of slots, 1 where not all found a slot), then slots of 16 bytes: lane and token, or
/// zeros. How long kept: until the next start. Neither encrypted nor exported: there are no other values.
/// </remarks>
/// <param name="file">The file.</param>
/// <param name="slots">How many leases it has room for.</param>
internal sealed class BegunTable(SafeFileHandle file, int slots)
{
    public const int Slots = 4096;
    private const int Width = 16;

    private static ReadOnlySpan<byte> Name => "begun  1"u8;

    /// <summary>What is in it. Null: nobody knows, since an older release made the file, or not all found a slot.</summary>
    public HashSet<(long Lane, long Token)>? Read()
    {
        var all = new byte[(slots + 1) * Width];
        if (RandomAccess.Read(file, all, 0) < all.Length || !all.AsSpan(0, Width).SequenceEqual(Header(isComplete: true)))
            return null;

        var begun = new HashSet<(long, long)>();
        for (var at = Width; at < all.Length; at += Width)
        {
            if (BinaryPrimitives.ReadInt64LittleEndian(all.AsSpan(at)) is not 0 and var lane)
                begun.Add((lane, BinaryPrimitives.ReadInt64LittleEndian(all.AsSpan(at + 8))));
        }

        return begun;
    }

    /// <summary>Makes it empty, with all the room on disk that it will ever need.</summary>
    public void Clear()
    {
        RandomAccess.Write(file, new byte[(slots + 1) * Width], 0);
        SetComplete(true);
        DiskSync.Flush(file);
    }

    /// <summary>Has the next start take all leases for begun.</summary>
    public void Void() => RandomAccess.Write(file, new byte[Width], 0);

    /// <summary>Notes whether all leases under which work has begun are in it.</summary>
    public void SetComplete(bool isComplete) => RandomAccess.Write(file, Header(isComplete), 0);

    /// <summary>Writes a lane and a token into a slot; zeros make it empty.</summary>
    public void Write(int slot, long lane, long token)
    {
        Span<byte> bytes = stackalloc byte[Width];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, lane);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], token);
        RandomAccess.Write(file, bytes, (slot + 1L) * Width);
    }

    private byte[] Header(bool isComplete)
    {
        var header = new byte[Width];
        Name.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), slots);
        header[12] = isComplete ? (byte)0 : (byte)1;
        return header;
    }
}

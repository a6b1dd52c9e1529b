using System.Buffers.Binary;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>
/// Tells whether a log belongs to the database file beside it. SQLite itself does not look: it copies whatever a log holds into whatever
/// file it lies beside, and a backup that was copied over the file of a service that was killed is damaged so, without a word.
/// </summary>
/// <remarks>
/// The session that writes gives the database another random mark before each checkpoint and repeats the mark as the first thing in a log
/// that starts over. So the mark in the file is always one of those in its log; that of any older state of the file is not. A copy that
/// was made since the log began has its mark, too, and with the whole log it becomes what the file was.
/// </remarks>
internal static class LogFile
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint Magic = 0x377f0682; // the last bit is the byte order of the checksums
    private const int PageSizeAt = 8;
    private const int SaltAt = 16;
    private const int SaltBytes = 8;
    private const int FrameSaltAt = 8;
    private const int CookieAt = 40; // of the first page; VACUUM changes it, and moves all pages
    private const int MarkAt = 60; // user_version
    private const int PageHeaderBytes = 100;

    /// <summary>False where the log is certainly that of another file, or of another state of this one.</summary>
    /// <param name="path">The database file. Nobody writes to it meanwhile.</param>
    public static bool MayBelongTo(string path)
    {
        if (!File.Exists(path) || !File.Exists(path + "-wal") || ReadMark(path) is not { } mark)
            return true;
        var marks = ReadMarks(path + "-wal");

        // Before its first checkpoint a file has no mark and may have no tables.
        return marks.Count == 0 || marks.Contains(mark) || (mark.Number == 0 && marks.Any(logged => logged.Number == 0));
    }

    private static Mark? ReadMark(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[PageHeaderBytes];
        return RandomAccess.Read(file, header, 0) == header.Length && header.StartsWith("SQLite format 3\0"u8) ? Mark.Of(header) : null;
    }

    /// <summary>The marks of all first pages in the log, as far as it goes since it last started over.</summary>
    private static HashSet<Mark> ReadMarks(string path)
    {
        var marks = new HashSet<Mark>();
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[HeaderBytes];
        Span<byte> frame = stackalloc byte[FrameHeaderBytes + PageHeaderBytes];
        if (RandomAccess.Read(file, header, 0) < header.Length || (Number(header, 0) & ~1u) != Magic)
            return marks;

        var pageSize = Number(header, PageSizeAt);
        for (long place = HeaderBytes; RandomAccess.Read(file, frame, place) == frame.Length; place += FrameHeaderBytes + pageSize)
        {
            if (!frame.Slice(FrameSaltAt, SaltBytes).SequenceEqual(header.Slice(SaltAt, SaltBytes)))
                break;
            if (Number(frame, 0) == 1)
                marks.Add(Mark.Of(frame[FrameHeaderBytes..]));
        }

        return marks;
    }

    private static uint Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    private readonly record struct Mark(uint Number, uint Cookie)
    {
        public static Mark Of(ReadOnlySpan<byte> page) => new(LogFile.Number(page, MarkAt), LogFile.Number(page, CookieAt));
    }
}

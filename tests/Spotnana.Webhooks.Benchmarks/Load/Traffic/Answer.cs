using System.Buffers.Text;

namespace Spotnana.Webhooks.Benchmarks.Load.Traffic;

/// <summary>As much of an answer as has to be understood.</summary>
/// <param name="Status">The status; 0: it is not whole yet.</param>
/// <param name="Closes">Whether the connection ends with it.</param>
internal readonly record struct Answer(int Status, bool Closes)
{
    public static Answer Read(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0 || !Utf8Parser.TryParse(bytes["HTTP/1.1 ".Length..end], out int status, out _))
            return default;

        var head = bytes[..end];
        var body = bytes[(end + 4)..];
        var length = 0;
        var chunked = false;
        var closes = false;
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (Starts(line, "content-length:"u8, out var value))
                _ = Utf8Parser.TryParse(value, out length, out _);
            else if (Starts(line, "transfer-encoding:"u8, out value))
                chunked = value.SequenceEqual("chunked"u8);
            else if (Starts(line, "connection:"u8, out value))
                closes = value.SequenceEqual("close"u8);
        }

        var whole = chunked ? body.EndsWith("0\r\n\r\n"u8) : body.Length >= length;
        return whole ? new Answer(status, closes) : default;
    }

    private static bool Starts(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var starts = line.Length >= name.Length && System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name);
        value = starts ? line[name.Length..].Trim((byte)' ') : default;
        return starts;
    }
}

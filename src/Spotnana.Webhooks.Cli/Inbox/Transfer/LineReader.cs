using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Reads a file line by line, unpacking it where it is packed. One line at a time is in memory.</summary>
internal sealed class LineReader : IAsyncDisposable
{
    private const int BufferBytes = 1 << 18;
    private const int LongestLine = 256 << 20;

    private readonly Stream _content;
    private readonly PipeReader _reader;
    private SequencePosition _next;

    private LineReader(Stream content)
    {
        _content = content;
        _reader = PipeReader.Create(content, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
    }

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether anything follows the last line feed. Known at the end.</summary>
    public bool HasRest { get; private set; }

    public static LineReader Open(string path)
    {
        var file = new FileStream(
            path, new FileStreamOptions { BufferSize = BufferBytes, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        Span<byte> magic = stackalloc byte[2];
        var isPacked = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
            && magic.SequenceEqual((ReadOnlySpan<byte>)[0x1f, 0x8b]);
        file.Position = 0;
        return new LineReader(isPacked ? new GZipStream(file, CompressionMode.Decompress) : file);
    }

    /// <summary>
    /// The next line with its line feed, valid until the one after. Empty where the file ends or the rest is no whole line.
    /// </summary>
    public async Task<ReadOnlySequence<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (Number > 0)
            _reader.AdvanceTo(_next);
        Number++;
        while (true)
        {
            var (buffer, isEnd) = await FillAsync(cancellationToken);
            if (buffer.PositionOf((byte)'\n') is { } feed)
            {
                _next = buffer.GetPosition(1, feed);
                return buffer.Slice(0, _next);
            }

            if (isEnd)
            {
                (_next, HasRest) = (buffer.End, !buffer.IsEmpty);
                return default;
            }

            if (buffer.Length > LongestLine)
                throw new BadFileException($"line {Number} is longer than any that an export writes");
            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        await _content.DisposeAsync();
    }

    private async Task<(ReadOnlySequence<byte> Buffer, bool IsEnd)> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = await _reader.ReadAsync(cancellationToken);
            return (read.Buffer, read.IsCompleted);
        }
        catch (InvalidDataException failure)
        {
            throw new BadFileException($"after line {Number - 1} it cannot be unpacked: it is damaged or cut off", failure);
        }
    }
}

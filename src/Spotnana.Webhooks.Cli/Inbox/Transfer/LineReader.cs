using System.Buffers;
using System.IO.Pipelines;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Reads lines. One at a time is in memory, and none that is longer than allowed.</summary>
internal sealed class LineReader(Stream content, int longestLine) : IAsyncDisposable
{
    private const int BufferBytes = 1 << 18;

    private readonly PipeReader _reader = PipeReader.Create(content, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
    private SequencePosition _next;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether anything follows the last line feed. Known at the end.</summary>
    public bool HasRest { get; private set; }

    /// <summary>
    /// The next line with its line feed, valid until the one after. Empty where the file ends or the rest is no whole line.
    /// </summary>
    public async Task<ReadOnlySequence<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (Number > 0)
            _reader.AdvanceTo(_next);
        Number++;
        for (var searched = 0L; ;)
        {
            var (buffer, isEnd) = await FillAsync(cancellationToken);
            if (buffer.Slice(searched).PositionOf((byte)'\n') is { } feed)
            {
                _next = buffer.GetPosition(1, feed);
                return Within(buffer.Slice(0, _next));
            }

            if (isEnd)
            {
                (_next, HasRest) = (buffer.End, !buffer.IsEmpty);
                return default;
            }

            searched = Within(buffer).Length;
            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();

    private ReadOnlySequence<byte> Within(ReadOnlySequence<byte> line) => line.Length <= longestLine
        ? line
        : throw new BadFileException($"line {Number} is longer than {longestLine >> 20} MB");

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

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// Reads a file and checks it on the way. What it has returned counts only once the end is reached: until then it may be half a file.
/// </summary>
internal sealed class InboxFileReader : IAsyncDisposable
{
    private readonly FileTotals _totals = new();
    private readonly LineReader _lines;

    private InboxFileReader(LineReader lines) => _lines = lines;

    /// <summary>The totals of the file. Known when all is read.</summary>
    public EndJson? End { get; private set; }

    /// <exception cref="BadFileException">It is no such file, or of a newer release.</exception>
    public static async Task<InboxFileReader> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var reader = new InboxFileReader(LineReader.Open(path));
        try
        {
            await reader.ReadHeaderAsync(cancellationToken);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="BadFileException">It was changed, damaged or cut off.</exception>
    public async IAsyncEnumerable<FileItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(cancellationToken) is var line)
        {
            if (line.End is { } end)
            {
                await CheckEndAsync(end, cancellationToken);
                yield break;
            }

            yield return ToItem(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _totals.Dispose();
        await _lines.DisposeAsync();
    }

    private async Task ReadHeaderAsync(CancellationToken cancellationToken)
    {
        FileLine line;
        try
        {
            line = await ReadLineAsync(cancellationToken);
        }
        catch (BadFileException failure)
        {
            throw new BadFileException("it is not an export of an inbox", failure);
        }

        if (line.Header?.Format != HeaderJson.TheFormat)
            throw new BadFileException("it is not an export of an inbox");
        if (line.Header.Version != HeaderJson.TheVersion)
        {
            throw new BadFileException(
                $"its version is {line.Header.Version}, and this release knows version {HeaderJson.TheVersion}. "
                + "Use the release that wrote it");
        }
    }

    private async Task<FileLine> ReadLineAsync(CancellationToken cancellationToken)
    {
        var bytes = await _lines.ReadAsync(cancellationToken);
        if (bytes.IsEmpty)
            throw new BadFileException($"it ends at line {_lines.Number} without a last line: it was cut off");
        var line = Parse(bytes);
        if (line.End is null)
        {
            foreach (var part in bytes)
                _totals.AddLine(part.Span);
        }

        return line;
    }

    private FileLine Parse(ReadOnlySequence<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            return JsonSerializer.Deserialize(ref reader, TransferJson.Lines.FileLine) ?? throw Bad("is empty");
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            throw Bad("cannot be read", failure); // the reader's own words may quote the line
        }
    }

    private FileItem ToItem(FileLine line)
    {
        if (line is { Delivery: { } delivery, Sequence: { } sequence })
        {
            if (delivery.Problem(line.Body) is { } problem)
                throw Bad($"is damaged: of delivery {delivery.Id}, {problem}");
            _totals.Add(delivery, line.Body?.Length ?? 0);
            return new FileItem(delivery.ToRecord(sequence, line.Body), null, null);
        }

        if (line.Lane is null && line.Pause is null)
            throw Bad("does not belong in an export");
        _totals.Lanes += line.Lane is null ? 0 : 1;
        _totals.Pauses += line.Pause is null ? 0 : 1;
        return new FileItem(null, line.Lane, line.Pause);
    }

    private async Task CheckEndAsync(EndJson end, CancellationToken cancellationToken)
    {
        if (end != _totals.End)
            throw new BadFileException("its lines are not those that were written: it was changed or damaged");
        if (!(await _lines.ReadAsync(cancellationToken)).IsEmpty || _lines.HasRest)
            throw new BadFileException($"it goes on after its last line, at line {_lines.Number}");
        End = end;
    }

    private BadFileException Bad(string what, Exception? cause = null) => new($"line {_lines.Number} {what}", cause);
}

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// Reads a file and checks it on the way. What it has returned counts only once the end is reached: until then it may be half a file.
/// </summary>
internal sealed class InboxFileReader : IAsyncDisposable
{
    // What the largest body that is exported takes. A file that anybody could have written gets less.
    private const int LongestLine = 256 << 20;
    private const int LongestLineWithoutMac = 32 << 20;
    private const int MostPauses = 10_000;
    private const int MostErasures = 1_000_000;

    private readonly FileTotals _totals = new();
    private readonly BodyCodec _codec;
    private readonly ImportedFile _file;
    private readonly Stream _content;
    private readonly LineReader _lines;
    private readonly IncrementalHash? _mac;
    private int _version;
    private long _lastSequence;
    private int _erasures;
    private AuditEnds? _auditEnds;
    private long _lastAudit;

    private InboxFileReader(ImportedFile file, EncryptionKeys keys)
    {
        _codec = new BodyCodec(compression: null, keys);
        (_file, _content) = (file, file.Read());
        _lines = new LineReader(_content, file.Key is null ? LongestLineWithoutMac : LongestLine);
        _mac = file.Key is null ? null : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, file.Key.Bytes);
    }

    /// <summary>The totals of the file. Known when all is read.</summary>
    public EndJson? End { get; private set; }

    /// <exception cref="BadFileException">It is no such file, or of a newer release, or has no MAC and needs one.</exception>
    public static async Task<InboxFileReader> OpenAsync(ImportedFile file, EncryptionKeys keys, CancellationToken cancellationToken)
    {
        var reader = new InboxFileReader(file, keys);
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
    public async IAsyncEnumerable<FileChunk> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var chunk = new FileChunk(); ;)
        {
            var (line, bytes) = await ReadLineAsync(cancellationToken);
            if (line.End is not { } end)
            {
                Add(line, chunk);
                chunk.Count(bytes);
                if (!chunk.IsFull)
                    continue;
            }
            else
            {
                await CheckEndAsync(end, cancellationToken);
            }

            chunk.UpToHere = _totals.LinesDigest;
            yield return chunk;
            if (line.End is not null)
                yield break;
            chunk = new FileChunk();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _totals.Dispose();
        _mac?.Dispose();
        await _lines.DisposeAsync();
        if (_content is System.IO.Compression.GZipStream)
            await _content.DisposeAsync();
    }

    private async Task ReadHeaderAsync(CancellationToken cancellationToken)
    {
        FileLine line;
        try
        {
            (line, _) = await ReadLineAsync(cancellationToken);
        }
        catch (BadFileException failure)
        {
            throw new BadFileException("it is not an export of an inbox", failure);
        }

        if (line.Header?.Format != HeaderJson.TheFormat)
            throw new BadFileException("it is not an export of an inbox");
        _version = line.Header.Version;
        if (_version is not (HeaderJson.TheVersion or HeaderJson.WithoutMac or HeaderJson.Encrypted or HeaderJson.WithKeeping))
        {
            throw new BadFileException(
                $"its version is {_version}, and this release knows version {HeaderJson.WithKeeping}. "
                + "Use the release that wrote it");
        }

        if (_version == HeaderJson.WithoutMac && _file.Key is not null)
        {
            throw new BadFileException(
                "an older release wrote it, without a MAC: nobody can tell whether it was changed since.\n"
                + "Export it again with this release, or say --unsigned instead of the key");
        }
    }

    private async Task<(FileLine Line, long Bytes)> ReadLineAsync(CancellationToken cancellationToken)
    {
        var bytes = await _lines.ReadAsync(cancellationToken);
        if (bytes.IsEmpty)
            throw new BadFileException($"it ends at line {_lines.Number} without a last line: it was cut off");
        var line = Parse(bytes);
        if (line.CountKinds() != 1)
            throw Bad("does not belong in an export");
        foreach (var part in bytes)
        {
            if (line.End is null)
                _totals.AddLine(part.Span);
            _mac?.AppendData(part.Span);
        }

        return (line, bytes.Length);
    }

    private FileLine Parse(ReadOnlySequence<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            return JsonSerializer.Deserialize(ref reader, TransferJson.Lines.FileLine) ?? throw Bad("is empty");
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw Bad("cannot be read", failure); // the reader's own words may quote the line
        }
    }

    private void Add(FileLine line, FileChunk chunk)
    {
        if (line is { Delivery: { } written, Sequence: { } sequence } && _totals is { Lanes: 0, Pauses: 0 })
        {
            var delivery = written.DecryptErrors(_codec.Keys);
            var body = Decrypt(line.Body, line.BodyKey, delivery);
            if (RecordRules.Problem(delivery, body) is { } problem)
                throw Bad($"is damaged: of delivery {delivery.Id}, {problem}");
            if (!RecordRules.IsSequence(sequence) || sequence <= _lastSequence)
                throw Bad($"is damaged: the number of delivery {delivery.Id} is not one that can follow");
            _lastSequence = sequence;
            _totals.Add(delivery, body?.Length ?? 0);
            chunk.Deliveries.Add(delivery.ToRecord(sequence, body));
        }
        else if (line.Lane is { } lane && RecordRules.IsRight(lane))
        {
            _totals.Lanes++;
            chunk.Lanes.Add(lane);
        }
        else if (line.Pause is { } pause && RecordRules.IsRight(pause) && _totals.Pauses < MostPauses)
        {
            _totals.Pauses++;
            chunk.Pauses.Add(pause);
        }
        else if (line.HashKey is { } key && key.IsRight() && ++_erasures <= MostErasures)
        {
            chunk.HashKeys.Add(key);
        }
        else if (line.Erasure is { } erasure && erasure.IsRight() && ++_erasures <= MostErasures)
        {
            chunk.Erasures.Add(erasure);
        }
        else if (line.AuditEnds?.ToEnds() is { } ends && _auditEnds is null && RecordRules.IsSequence(ends.Last.Sequence))
        {
            (_auditEnds, _lastAudit, chunk.AuditEnds) = (ends, ends.Cut.Sequence, ends);
        }
        else if (line.Audit is { } row && RecordRules.IsRight(row)
            && row.Sequence > _lastAudit && row.Sequence <= _auditEnds?.Last.Sequence)
        {
            _lastAudit = row.Sequence;
            _totals.Audit++;
            chunk.Audit.Add(row.ToRecord());
        }
        else
        {
            throw Bad("does not belong in an export");
        }
    }

    private byte[]? Decrypt(byte[]? body, string? key, DeliveryJson delivery)
    {
        if (body is null || key is null)
            return body;

        try
        {
            var owner = new BodyOwner(delivery.Subscription, delivery.Id, delivery.Copy);
            return _codec.Decode(BodyCodec.Plain + BodyCodec.Encrypted, key, body, owner, delivery.Bytes);
        }
        catch (InvalidDataException failure)
        {
            throw Bad($"cannot be read. Of delivery {delivery.Id}: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    private async Task CheckEndAsync(EndJson end, CancellationToken cancellationToken)
    {
        if (end != _totals.End)
            throw new BadFileException("its lines are not those that were written: it was changed or damaged");
        var rest = await _lines.ReadAsync(cancellationToken);
        if (_mac is not null && !CryptographicOperations.FixedTimeEquals(rest.ToArray(), FileMac.Line(_mac.GetHashAndReset())))
            throw new BadFileException("it changed while it was read");
        if (_version != HeaderJson.WithoutMac && !rest.IsEmpty && Parse(rest).Mac is not null)
            rest = await _lines.ReadAsync(cancellationToken);
        if (!rest.IsEmpty || _lines.HasRest)
            throw new BadFileException($"it goes on after its last line, at line {_lines.Number}");
        End = end;
    }

    private BadFileException Bad(string what, Exception? cause = null) => new($"line {_lines.Number} {what}", cause);
}

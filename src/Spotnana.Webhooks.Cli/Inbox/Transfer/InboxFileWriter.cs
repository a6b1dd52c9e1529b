using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Writes the lines of a file.</summary>
/// <param name="file">The file.</param>
/// <param name="key">The key of its MAC.</param>
/// <param name="keys">The keys that bodies are encrypted with; where there are none, they are not.</param>
internal sealed class InboxFileWriter(PrivateFile file, FileKey key, EncryptionKeys keys) : IDisposable
{
    // The most that the JSON writer takes as one value; 25 times the usual Intake:MaxBodyBytes.
    private const int LargestBody = 100 << 20;

    private readonly BodyCodec _codec = new(compression: null, keys);
    private readonly FileTotals _totals = new();
    private readonly IncrementalHash _mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Bytes);
    private readonly ArrayBufferWriter<byte> _line = new();

    public async Task WriteHeaderAsync(HeaderJson header, CancellationToken cancellationToken) =>
        await WriteAsync(new FileLine { Header = header }, cancellationToken);

    /// <exception cref="InvalidDataException">It is not what once was stored, or too large. The message names it.</exception>
    public async Task WriteAsync(DeliveryRecord record, CancellationToken cancellationToken)
    {
        var delivery = DeliveryJson.Of(record);
        if (RecordRules.Problem(delivery, record.HasBody ? record.Delivery.Body.ToArray() : null) is { } problem)
            throw new InvalidDataException($"The inbox is damaged: of delivery {delivery.Id}, {problem}.");
        if (record.Delivery.Body.Length > LargestBody)
            throw new InvalidDataException($"The body of delivery {delivery.Id} is too large for a file: {record.Bytes} bytes.");
        using (var writer = StartLine())
        {
            writer.WriteStartObject();
            writer.WriteNumber("sequence"u8, record.Sequence);
            writer.WritePropertyName("delivery"u8);
            var json = _totals.Add(delivery, record.Delivery.Body.Length); // the same, whatever it is encrypted with
            if (keys.First is null || delivery.Attempts.All(attempt => attempt.Error is null))
                writer.WriteRawValue(json, skipInputValidation: true);
            else
                JsonSerializer.Serialize(writer, delivery.EncryptErrors(keys), TransferJson.Lines.DeliveryJson);
            if (record.HasBody)
                WriteBody(writer, record);
            writer.WriteEndObject();
        }

        await EndLineAsync(cancellationToken);
    }

    private void WriteBody(Utf8JsonWriter writer, DeliveryRecord record)
    {
        var delivery = record.Delivery;
        var (_, keyId, bytes) = _codec.EncodeOwn(delivery.Body, BodyOwner.Of(delivery, record.Copy));
        writer.WriteBase64String("body"u8, bytes.Span);
        if (keyId is not null)
            writer.WriteString("bodyKey"u8, keyId);
    }

    public async Task WriteAsync(LaneMark lane, CancellationToken cancellationToken)
    {
        _totals.Lanes++;
        await WriteAsync(new FileLine { Lane = lane }, cancellationToken);
    }

    public async Task WriteAsync(HandlerPause pause, CancellationToken cancellationToken)
    {
        _totals.Pauses++;
        await WriteAsync(new FileLine { Pause = pause }, cancellationToken);
    }

    public async Task WriteAsync(ErasureArchive archive, CancellationToken cancellationToken)
    {
        foreach (var key in archive.HashKeys)
            await WriteAsync(new FileLine { HashKey = HashKeyJson.Of(key) }, cancellationToken);
        foreach (var erasure in archive.Erasures)
            await WriteAsync(new FileLine { Erasure = ErasureRecordJson.Of(erasure) }, cancellationToken);
    }

    public async Task WriteAsync(AuditEnds ends, CancellationToken cancellationToken) =>
        await WriteAsync(new FileLine { AuditEnds = AuditEndsJson.Of(ends) }, cancellationToken);

    public async Task WriteAsync(AuditRecord row, CancellationToken cancellationToken)
    {
        _totals.Audit++;
        await WriteAsync(new FileLine { Audit = AuditRowJson.Of(row) }, cancellationToken);
    }

    public async Task<EndJson> WriteEndAsync(CancellationToken cancellationToken)
    {
        var end = _totals.End;
        await WriteAsync(new FileLine { End = end }, cancellationToken);
        await file.WriteAsync(FileMac.Line(_mac.GetHashAndReset()), cancellationToken);
        return end;
    }

    public void Dispose()
    {
        _totals.Dispose();
        _mac.Dispose();
    }

    private async Task WriteAsync(FileLine line, CancellationToken cancellationToken)
    {
        using (var writer = StartLine())
            JsonSerializer.Serialize(writer, line, TransferJson.Lines.FileLine);
        await EndLineAsync(cancellationToken);
    }

    private Utf8JsonWriter StartLine()
    {
        _line.ResetWrittenCount();
        return new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = TransferJson.Lines.Options.Encoder, SkipValidation = true });
    }

    private async Task EndLineAsync(CancellationToken cancellationToken)
    {
        _line.Write("\n"u8);
        _totals.AddLine(_line.WrittenSpan);
        _mac.AppendData(_line.WrittenSpan);
        await file.WriteAsync(_line.WrittenMemory, cancellationToken);
    }
}

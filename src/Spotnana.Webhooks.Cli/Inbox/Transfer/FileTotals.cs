using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Counts and digests, the same whether a file is written, a file is read, or an inbox is read back.</summary>
internal sealed class FileTotals : IDisposable
{
    private readonly IncrementalHash _deliveries = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _lines = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _json = new();
    private long _handlings;
    private long _attempts;
    private long _bodyBytes;

    public long Deliveries { get; private set; }

    public long Lanes { get; set; }

    public long Pauses { get; set; }

    public long Audit { get; set; }

    public string Digest => Convert.ToHexStringLower(_deliveries.GetCurrentHash());

    /// <summary>SHA-256 of all lines so far.</summary>
    public string LinesDigest => Convert.ToHexStringLower(_lines.GetCurrentHash());

    public EndJson End => new(Deliveries, _handlings, _attempts, Lanes, Pauses, _bodyBytes, Digest, LinesDigest, Audit > 0 ? Audit : null);

    /// <summary>Counts a delivery.</summary>
    /// <returns>Its JSON, valid until the next.</returns>
    public ReadOnlySpan<byte> Add(DeliveryJson delivery, int bodyLength)
    {
        _json.ResetWrittenCount();
        var options = new JsonWriterOptions { Encoder = TransferJson.Lines.Options.Encoder, SkipValidation = true };
        using (var writer = new Utf8JsonWriter(_json, options))
            JsonSerializer.Serialize(writer, delivery, TransferJson.Lines.DeliveryJson);
        _deliveries.AppendData(_json.WrittenSpan);
        _deliveries.AppendData("\n"u8);
        Deliveries++;
        _handlings += delivery.Handlings.Count;
        _attempts += delivery.Attempts.Count;
        _bodyBytes += bodyLength;
        return _json.WrittenSpan;
    }

    public void Add(DeliveryRecord record) => Add(DeliveryJson.Of(record), record.Delivery.Body.Length);

    /// <summary>Takes in a line, its line feed included.</summary>
    public void AddLine(ReadOnlySpan<byte> part) => _lines.AppendData(part);

    public void Dispose()
    {
        _deliveries.Dispose();
        _lines.Dispose();
    }
}

using System.Globalization;
using System.Security.Cryptography;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Testing;

/// <summary>The values of Spotnana's headers for one signed body.</summary>
internal sealed record SignedEvent(string Id, string Timestamp, string Signature, string TraceId, string SpanId)
{
    private const string IdAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>All headers in the order in which they are shown.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => EventHeaders.Of(
        [
            new(DeliveryHeaders.WebhookId, Id),
            new(DeliveryHeaders.WebhookTimestamp, Timestamp),
            new(DeliveryHeaders.WebhookSignature, Signature),
        ],
        TraceId,
        SpanId);

    public static string NewId() => "msg_" + RandomNumberGenerator.GetString(IdAlphabet, 12);

    public static string NewTraceId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public static string NewSpanId() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>A time as the header has it: Unix time in whole seconds.</summary>
    public static string TimestampOf(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Signs with every secret, as Spotnana does while one is being rotated. Nothing is checked, so that a receiver can be sent what
    /// it must refuse.
    /// </summary>
    /// <param name="body">The raw body.</param>
    /// <param name="secrets">Each makes one signature, in this order.</param>
    /// <param name="id">The delivery's id.</param>
    /// <param name="timestamp">The text of the header.</param>
    /// <param name="traceId">Null: a new one. The span id is always new.</param>
    public static SignedEvent Sign(
        ReadOnlySpan<byte> body, IReadOnlyList<SigningSecret> secrets, string id, string timestamp, string? traceId = null)
    {
        var signatures = new string[secrets.Count];
        for (var i = 0; i < signatures.Length; i++)
            signatures[i] = WebhookSignature.Sign(secrets[i], id, timestamp, body);
        return new SignedEvent(id, timestamp, string.Join(' ', signatures), traceId ?? NewTraceId(), NewSpanId());
    }
}

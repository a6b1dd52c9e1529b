using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Events;

/// <summary>A body with the headers that Spotnana would send with it.</summary>
internal sealed record SignedEvent(string Id, string Timestamp, string Signature, string TraceId, string SpanId)
{
    public const string ContentType = "application/json";

    private const string ApiVersion = "2.0";
    private const string IdAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>All headers in the order in which they are shown.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers =>
    [
        new("Content-Type", ContentType),
        new(DeliveryHeaders.ApiVersion, ApiVersion),
        new(DeliveryHeaders.WebhookId, Id),
        new(DeliveryHeaders.WebhookTimestamp, Timestamp),
        new(DeliveryHeaders.WebhookSignature, Signature),
        new(DeliveryHeaders.B3TraceId, TraceId),
        new(DeliveryHeaders.B3SpanId, SpanId),
    ];

    /// <summary>Signs; a fresh id and the time of the clock stand in for what is not given.</summary>
    public static bool TrySign(
        byte[] body, SigningSecret secret, string? id, string? timestamp, TimeProvider clock, [NotNullWhen(true)] out SignedEvent? signed, [NotNullWhen(false)] out string? error)
    {
        id ??= "msg_" + RandomNumberGenerator.GetString(IdAlphabet, 12);
        timestamp ??= clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        signed = new SignedEvent(
            id,
            timestamp,
            WebhookSignature.Sign(secret, id, timestamp, body),
            RandomNumberGenerator.GetHexString(32, lowercase: true),
            RandomNumberGenerator.GetHexString(16, lowercase: true));

        // The receiver's own rules, so that they stand in one place
        error = WebhookSignature.Verify([secret], id, timestamp, signed.Signature, body, out _) switch
        {
            SignatureVerdict.MalformedId => "--id takes 1 to 256 printable ASCII characters.",
            SignatureVerdict.MalformedTimestamp => "--timestamp takes Unix time in whole seconds, for example 1772473087.",
            _ => null,
        };
        signed = error is null ? signed : null;
        return signed is not null && error is null;
    }
}

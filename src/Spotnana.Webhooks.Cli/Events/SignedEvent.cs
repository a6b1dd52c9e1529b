using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Events;

/// <summary>A body with the headers that Spotnana would send with it.</summary>
internal sealed record SignedEvent(string Id, string Timestamp, string Signature, string TraceId, string SpanId)
{
    private const string IdAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>All headers in the order in which they are shown.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => EventHeaders.Of(
        [new(DeliveryHeaders.WebhookId, Id), new(DeliveryHeaders.WebhookTimestamp, Timestamp), new(DeliveryHeaders.WebhookSignature, Signature)], TraceId, SpanId);

    public static string NewId() => "msg_" + RandomNumberGenerator.GetString(IdAlphabet, 12);

    public static string NewTraceId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public static string NewSpanId() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Signs with every secret, as while one is being rotated, at the time of the clock.</summary>
    public static SignedEvent Sign(byte[] body, IReadOnlyList<SigningSecret> secrets, string id, string traceId, TimeProvider clock)
    {
        var timestamp = Now(clock);
        var signatures = secrets.Select(secret => WebhookSignature.Sign(secret, id, timestamp, body));
        return new SignedEvent(id, timestamp, string.Join(' ', signatures), traceId, NewSpanId());
    }

    /// <summary>Signs; a fresh id and the time of the clock stand in for what is not given.</summary>
    public static bool TrySign(
        byte[] body, SigningSecret secret, string? id, string? timestamp, TimeProvider clock, [NotNullWhen(true)] out SignedEvent? signed, [NotNullWhen(false)] out string? error)
    {
        id ??= NewId();
        timestamp ??= Now(clock);
        signed = Sign(body, secret, id, timestamp);

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

    /// <summary>Signs whatever is given, so that a receiver can be shown what it must refuse.</summary>
    public static SignedEvent Sign(byte[] body, SigningSecret secret, string id, string timestamp) =>
        new(id, timestamp, WebhookSignature.Sign(secret, id, timestamp, body), NewTraceId(), NewSpanId());

    private static string Now(TimeProvider clock) => clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}

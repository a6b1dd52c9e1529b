using System.Buffers;

namespace Spotnana.Webhooks.Contract;

/// <summary>The names of a delivery's headers. As everywhere in HTTP, they are not case-sensitive.</summary>
/// <remarks>Sources: Spotnana's webhook authentication page, its logging and debugging page, its integration-steps page.</remarks>
public static class DeliveryHeaders
{
    /// <summary>The delivery's id. It stays the same when the delivery is re-sent.</summary>
    public const string WebhookId = "x-spotnana-webhook-id";

    /// <summary>When the delivery was sent: Unix time in whole seconds.</summary>
    public const string WebhookTimestamp = "x-spotnana-webhook-timestamp";

    /// <summary>One or more signatures, separated by spaces; several while a secret is being rotated.</summary>
    public const string WebhookSignature = "x-spotnana-webhook-signature";

    /// <summary>The version of the webhook interface, for example <c>2.0</c>.</summary>
    public const string ApiVersion = "API-Version";

    /// <summary>The B3 trace id, which Spotnana's support asks for.</summary>
    public const string B3TraceId = "X-B3-TraceId";

    /// <summary>The B3 span id, which Spotnana's support asks for.</summary>
    public const string B3SpanId = "X-B3-SpanId";

    private static readonly SearchValues<char> _hexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Returns a trace id in lower case: 16 or 32 hexadecimal digits, not all zero. Null for anything else.</summary>
    public static string? TraceIdOrNull(string? value) => value is { Length: 16 or 32 } ? IdOrNull(value) : null;

    /// <summary>Returns a span id in lower case: 16 hexadecimal digits, not all zero. Null for anything else.</summary>
    public static string? SpanIdOrNull(string? value) => value is { Length: 16 } ? IdOrNull(value) : null;

    private static string? IdOrNull(string value) =>
        value.AsSpan().ContainsAnyExcept(_hexDigits) || !value.AsSpan().ContainsAnyExcept('0') ? null : value.ToLowerInvariant();
}

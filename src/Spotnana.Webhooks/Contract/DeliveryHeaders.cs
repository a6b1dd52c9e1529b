using System.Buffers;

namespace Spotnana.Webhooks.Contract;

/// <summary>The headers that a delivery carries. Names are compared without regard to case, as everywhere in HTTP.</summary>
/// <remarks>Sources: Spotnana's webhook authentication page, its logging and debugging page, its integration-steps page.</remarks>
public static class DeliveryHeaders
{
    /// <summary>The delivery's id: the same again when the same delivery is re-sent.</summary>
    public const string WebhookId = "x-spotnana-webhook-id";

    /// <summary>When it was sent, in whole seconds of Unix time.</summary>
    public const string WebhookTimestamp = "x-spotnana-webhook-timestamp";

    /// <summary>One or more signatures with spaces between: several while a secret is being rotated.</summary>
    public const string WebhookSignature = "x-spotnana-webhook-signature";

    /// <summary>The version of the interface, for example <c>2.0</c>.</summary>
    public const string ApiVersion = "API-Version";

    /// <summary>The trace that Spotnana's support asks for.</summary>
    public const string B3TraceId = "X-B3-TraceId";

    /// <summary>The span that Spotnana's support asks for.</summary>
    public const string B3SpanId = "X-B3-SpanId";

    private static readonly SearchValues<char> _hexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The trace id in lower case: 16 or 32 hexadecimal digits, not all zero. Null for anything else.</summary>
    public static string? TraceIdOrNull(string? value) => value is { Length: 16 or 32 } ? IdOrNull(value) : null;

    /// <summary>The span id in lower case: 16 hexadecimal digits, not all zero. Null for anything else.</summary>
    public static string? SpanIdOrNull(string? value) => value is { Length: 16 } ? IdOrNull(value) : null;

    private static string? IdOrNull(string value) =>
        value.AsSpan().ContainsAnyExcept(_hexDigits) || !value.AsSpan().ContainsAnyExcept('0') ? null : value.ToLowerInvariant();
}

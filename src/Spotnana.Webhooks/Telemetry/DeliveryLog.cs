using System.Net;
using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.Telemetry;

/// <summary>
/// The log lines of every delivery: one when it is received, one for each attempt that is settled. They hold routing values, times and
/// sizes, never a body, a payload value, a secret or a signature.
/// </summary>
internal static partial class DeliveryLog
{
    [LoggerMessage(EventId = 100, Message = "Received {DeliveryId} on {Subscription}: {EventType} {Operation} about {Subject}, {StatusCode} {Status} in {Milliseconds:0.0} ms ({Bytes} bytes, occurred {OccurredAt:O}, organization {OrganizationId}, trace {TraceId}, span {SpanId}, secret {SecretIndex}, from {Remote})")]
    public static partial void Received(
        ILogger logger, LogLevel level, string deliveryId, string subscription, string? eventType, string? operation,
        DateTimeOffset occurredAt, string? organizationId, string? subject, string? traceId, string? spanId, int statusCode, string status,
        double milliseconds, int bytes, int secretIndex, IPAddress? remote);

    [LoggerMessage(101, LogLevel.Warning,
        "Refused a request on {Subscription} from {Remote}: {StatusCode} {Reason} ({Unlogged} more for this reason since the last such line)")]
    public static partial void Refused(ILogger logger, string subscription, IPAddress? remote, int statusCode, string reason, int unlogged);

    [LoggerMessage(103, LogLevel.Warning,
        "Refused {Remote} a token for {Subscription}: {StatusCode} {Reason} ({Unlogged} more for this reason since the last such line)")]
    public static partial void RefusedToken(
        ILogger logger, string subscription, IPAddress? remote, int statusCode, string reason, int unlogged);

    [LoggerMessage(104, LogLevel.Information,
        "Gave {Remote} a token for {Subscription}, valid until {ExpiresAt:O} (secret {SecretIndex})")]
    public static partial void GaveToken(
        ILogger logger, string subscription, IPAddress? remote, DateTimeOffset expiresAt, int secretIndex);

    [LoggerMessage(EventId = 102, Message = "Handled {DeliveryId} on {Subscription} by {Handler}: {EventType} {Operation} about {Subject}, {Status} in {Milliseconds:0.0} ms, attempt {Attempt} ({Bytes} bytes, occurred {OccurredAt:O}, organization {OrganizationId}, trace {TraceId}, span {SpanId}) {Error}")]
    public static partial void Handled(
        ILogger logger, LogLevel level, string deliveryId, string subscription, string handler, string? eventType, string? operation,
        DateTimeOffset occurredAt, string? organizationId, string? subject, string? traceId, string? spanId, string status,
        double milliseconds, int attempt, int bytes, string error);
}

using System.Net;
using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.Intake;

/// <summary>Everything that follows from a <see cref="ReceiptStatus"/>. No other place decides by it.</summary>
/// <param name="Word">The word in logs and metrics. Alerts are written on these words: they never change.</param>
/// <param name="StatusCode">The answer's status code; 200 means durable. 0: nobody is left to be answered.</param>
/// <param name="Level">How a delivery is logged. Requests without one are logged as warnings.</param>
/// <param name="Detail">What the sender is told beside the status code. Null: nothing, or it depends on the subscription.</param>
/// <param name="Closes">Whether the connection ends with the answer, because it is not certain where its next request would begin.</param>
/// <param name="IsNew">Whether something was stored that had not been stored before.</param>
internal sealed record ReceiptMeaning(
    string Word, HttpStatusCode StatusCode, LogLevel Level, string? Detail = null, bool Closes = false, bool IsNew = false)
{
    private static readonly ReceiptMeaning[] _table = [.. Enum.GetValues<ReceiptStatus>().Select(Row)];

    public static ReceiptMeaning Of(ReceiptStatus status) => _table[(int)status];

    private static ReceiptMeaning Row(ReceiptStatus status) => status switch
    {
        ReceiptStatus.Accepted => new("accepted", HttpStatusCode.OK, LogLevel.Information, IsNew: true),
        ReceiptStatus.Skipped => new("skipped", HttpStatusCode.OK, LogLevel.Information, IsNew: true),
        ReceiptStatus.Duplicate => new("duplicate", HttpStatusCode.OK, LogLevel.Information),
        ReceiptStatus.Quarantined => new("quarantined", HttpStatusCode.OK, LogLevel.Error, IsNew: true),
        ReceiptStatus.NotStored => new(
            "not-stored", HttpStatusCode.ServiceUnavailable, LogLevel.Warning,
            "The delivery could not be stored in time. Send it again later."),

        ReceiptStatus.MethodNotAllowed => new("method", HttpStatusCode.MethodNotAllowed, LogLevel.Warning),
        ReceiptStatus.Encoded => new(
            "content-encoding", HttpStatusCode.UnsupportedMediaType, LogLevel.Warning,
            "The signature covers the raw bytes: send the body without Content-Encoding."),
        ReceiptStatus.AmbiguousFraming => new(
            "framing", HttpStatusCode.BadRequest, LogLevel.Warning,
            "Announce the body by Content-Length or by Transfer-Encoding: chunked, once.", Closes: true),
        ReceiptStatus.BrokenFraming => new(
            "framing", HttpStatusCode.BadRequest, LogLevel.Warning, "The request's body is malformed.", Closes: true),
        ReceiptStatus.TooLarge => new(
            "too-large", HttpStatusCode.RequestEntityTooLarge, LogLevel.Warning, "The body is larger than this service accepts."),
        ReceiptStatus.Busy => new(
            "busy", HttpStatusCode.ServiceUnavailable, LogLevel.Warning, "Too much is waiting to be stored. Send it again later."),
        ReceiptStatus.Displaced => new(
            "displaced", HttpStatusCode.ServiceUnavailable, LogLevel.Warning,
            "The body was unfinished for too long while others needed the room. Send it again later.", Closes: true),
        ReceiptStatus.Slow => new(
            "slow", HttpStatusCode.RequestTimeout, LogLevel.Warning, "The request's body came too slowly.", Closes: true),

        // No details: one body answers all of these, since it must tell a forger nothing.
        ReceiptStatus.RequiredHeader => new("required-header", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.SignatureMissing => new("signature-missing", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.SignatureRepeated => new("signature-repeated", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.SignatureMalformed => new("signature-malformed", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.SignatureMismatch => new("signature-mismatch", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.IdMalformed => new("id-malformed", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.TimestampMalformed => new("timestamp-malformed", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.TimestampStale => new("timestamp-stale", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.TimestampFuture => new("timestamp-future", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.TokenMissing => new("token-missing", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.TokenMalformed => new("token-malformed", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.TokenMismatch => new("token-mismatch", HttpStatusCode.Unauthorized, LogLevel.Warning),
        ReceiptStatus.TokenExpired => new("token-expired", HttpStatusCode.Unauthorized, LogLevel.Warning),

        ReceiptStatus.ApiVersion => new("api-version", HttpStatusCode.BadRequest, LogLevel.Warning),
        ReceiptStatus.Aborted => new("aborted", 0, LogLevel.Warning),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "The status has no row."),
    };
}

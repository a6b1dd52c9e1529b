using System.Net;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake;

/// <summary>What one POST gets: a status code, a word for the log, and the delivery where it got that far.</summary>
/// <param name="StatusCode">The answer's status code. 200 means durable.</param>
/// <param name="Status"><c>accepted</c>, <c>skipped</c>, <c>duplicate</c>, <c>quarantined</c>, or the reason of a refusal: a closed set of words.</param>
/// <param name="Detail">What the sender is told beside the status code. Null: nothing.</param>
/// <param name="Delivery">Null when the POST is not authentic.</param>
/// <param name="SecretIndex">Which of the subscription's secrets matched; -1 for none.</param>
internal sealed record Receipt(HttpStatusCode StatusCode, string Status, string? Detail = null, Delivery? Delivery = null, int SecretIndex = -1)
{
    public static readonly Receipt MethodNotAllowed = new(HttpStatusCode.MethodNotAllowed, "method");
    public static readonly Receipt Encoded = new(HttpStatusCode.UnsupportedMediaType, "content-encoding", "The signature covers the raw bytes: send the body without Content-Encoding.");
    public static readonly Receipt TooLarge = new(HttpStatusCode.RequestEntityTooLarge, "too-large", "The body is larger than this service accepts.");
    public static readonly Receipt Busy = new(HttpStatusCode.ServiceUnavailable, "busy", "Too much is waiting to be stored. Send it again later.");
    public static readonly Receipt Smuggled = new(HttpStatusCode.BadRequest, "framing", "Announce the body by Content-Length or by Transfer-Encoding: chunked, once.");
    public static readonly Receipt Malformed = new(HttpStatusCode.BadRequest, "framing", "The request's body is malformed.");
    public static readonly Receipt Slow = new(HttpStatusCode.RequestTimeout, "slow", "The request's body came too slowly.");

    public static readonly Receipt NoRequiredHeader = new(HttpStatusCode.Unauthorized, "required-header");

    /// <summary>The word in the body of a 200. What becomes of a delivery here is nothing to its sender.</summary>
    public string Answer => Status == "skipped" ? "accepted" : Status;

    public static Receipt Unauthorized(SignatureVerdict verdict) => new(HttpStatusCode.Unauthorized, verdict switch
    {
        SignatureVerdict.Missing => "signature-missing",
        SignatureVerdict.Repeated => "signature-repeated",
        SignatureVerdict.MalformedId => "id-malformed",
        SignatureVerdict.MalformedTimestamp => "timestamp-malformed",
        SignatureVerdict.MalformedSignature => "signature-malformed",
        SignatureVerdict.Stale => "timestamp-stale",
        SignatureVerdict.Future => "timestamp-future",
        _ => "signature-mismatch",
    });

    public static Receipt WrongApiVersion(string[] accepted, int secretIndex) =>
        new(HttpStatusCode.BadRequest, "api-version", $"The header API-Version must be {string.Join(" or ", accepted)}.", SecretIndex: secretIndex);

    public static Receipt Stored(AppendOutcome outcome, InboxEntry entry, int secretIndex) => outcome switch
    {
        AppendOutcome.Duplicate => new(HttpStatusCode.OK, "duplicate", null, entry.Delivery, secretIndex),
        AppendOutcome.Stored when entry.Skipped => new(HttpStatusCode.OK, "skipped", null, entry.Delivery, secretIndex),
        AppendOutcome.Stored when entry.Quarantine is null => new(HttpStatusCode.OK, "accepted", null, entry.Delivery, secretIndex),
        AppendOutcome.Stored or AppendOutcome.Conflict or AppendOutcome.Parked => new(HttpStatusCode.OK, "quarantined", null, entry.Delivery, secretIndex),
        _ => new(HttpStatusCode.ServiceUnavailable, "not-stored", "The delivery could not be stored in time. Send it again later.", entry.Delivery, secretIndex),
    };
}

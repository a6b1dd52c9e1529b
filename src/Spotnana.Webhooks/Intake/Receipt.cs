using System.Net;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake;

/// <summary>The outcome of one POST, and the delivery where it got that far.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Delivery">Null unless the POST is authentic and could be put to the inbox.</param>
/// <param name="SecretIndex">Which of the subscription's secrets matched, its client's counted after the signing ones; -1 for none.</param>
internal sealed record Receipt(ReceiptStatus Status, Delivery? Delivery = null, int SecretIndex = -1)
{
    private readonly string? _detail;

    /// <summary>Whether it was stored, and no handler takes it.</summary>
    public bool IsUnhandled { get; private init; }

    public string Word => Meaning.Word;

    public HttpStatusCode StatusCode => Meaning.StatusCode;

    public ReceiptMeaning Meaning => ReceiptMeaning.Of(Status);

    /// <summary>The word in the body of a 200. What becomes of a delivery here is no business of its sender.</summary>
    public string Answer => ReceiptMeaning.Of(Status == ReceiptStatus.Skipped ? ReceiptStatus.Accepted : Status).Word;

    /// <summary>What the sender is told beside the status code. Null: nothing.</summary>
    public string? Detail
    {
        get => _detail ?? Meaning.Detail;
        private init => _detail = value;
    }

    public static Receipt Unauthorized(SignatureVerdict verdict) => new(verdict switch
    {
        SignatureVerdict.Missing => ReceiptStatus.SignatureMissing,
        SignatureVerdict.Repeated => ReceiptStatus.SignatureRepeated,
        SignatureVerdict.MalformedId => ReceiptStatus.IdMalformed,
        SignatureVerdict.MalformedTimestamp => ReceiptStatus.TimestampMalformed,
        SignatureVerdict.MalformedSignature => ReceiptStatus.SignatureMalformed,
        SignatureVerdict.Stale => ReceiptStatus.TimestampStale,
        SignatureVerdict.Future => ReceiptStatus.TimestampFuture,
        _ => ReceiptStatus.SignatureMismatch,
    });

    public static Receipt Unauthorized(TokenVerdict verdict) => new(verdict switch
    {
        TokenVerdict.Missing => ReceiptStatus.TokenMissing,
        TokenVerdict.Malformed => ReceiptStatus.TokenMalformed,
        TokenVerdict.Expired => ReceiptStatus.TokenExpired,
        _ => ReceiptStatus.TokenMismatch,
    });

    public static Receipt WrongApiVersion(string[] accepted, int secretIndex) => new(ReceiptStatus.ApiVersion, SecretIndex: secretIndex)
    {
        Detail = $"The header API-Version must be {string.Join(" or ", accepted)}.",
    };

    public static Receipt Stored(AppendOutcome outcome, InboxEntry entry, int secretIndex) =>
        new(StatusOf(outcome, entry), entry.Delivery, secretIndex)
        {
            IsUnhandled = outcome == AppendOutcome.Stored && entry.State == DeliveryState.Unhandled,
        };

    private static ReceiptStatus StatusOf(AppendOutcome outcome, InboxEntry entry) => outcome switch
    {
        AppendOutcome.Duplicate => ReceiptStatus.Duplicate,
        AppendOutcome.Stored when entry.Skipped => ReceiptStatus.Skipped,
        AppendOutcome.Stored when entry.Quarantine is null => ReceiptStatus.Accepted,
        AppendOutcome.Stored or AppendOutcome.Conflict or AppendOutcome.Parked => ReceiptStatus.Quarantined,
        _ => ReceiptStatus.NotStored,
    };
}

using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>A delivery without its number and its body, but with the SHA-256 of its body. The digest is made of these.</summary>
internal sealed record DeliveryJson
{
    public required string Subscription { get; init; }

    public required string Id { get; init; }

    public required int Copy { get; init; }

    public required string Sha256 { get; init; }

    public required int Bytes { get; init; }

    public required bool HasBody { get; init; }

    public string? EventType { get; init; }

    public string? Operation { get; init; }

    public string? OrganizationId { get; init; }

    public string? Subject { get; init; }

    public long? Version { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public string? TraceId { get; init; }

    public string? SpanId { get; init; }

    public required DeliveryState State { get; init; }

    public DeadReason? Reason { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public required IReadOnlyList<HandlingRecord> Handlings { get; init; }

    public required IReadOnlyList<TransferredAttemptJson> Attempts { get; init; }

    public static DeliveryJson Of(DeliveryRecord record) => new()
    {
        Subscription = record.Delivery.Subscription,
        Id = record.Delivery.Id,
        Copy = record.Copy,
        Sha256 = Convert.ToHexStringLower(record.Delivery.Sha256.Span),
        Bytes = record.Bytes,
        HasBody = record.HasBody,
        EventType = record.Delivery.EventType?.Name,
        Operation = record.Delivery.Operation?.Raw,
        OrganizationId = record.Delivery.OrganizationId,
        Subject = record.Delivery.Subject,
        Version = record.Delivery.Version,
        OccurredAt = record.Delivery.OccurredAt,
        SentAt = record.Delivery.SentAt,
        ReceivedAt = record.Delivery.ReceivedAt,
        TraceId = record.Delivery.TraceId,
        SpanId = record.Delivery.SpanId,
        State = record.State,
        Reason = record.Reason,
        SettledAt = record.SettledAt,
        Handlings = record.Handlings,
        Attempts = [.. record.Attempts.Select(TransferredAttemptJson.Of)],
    };

    /// <summary>With the error texts of its attempts as they stand in an encrypted file.</summary>
    public DeliveryJson EncryptErrors(EncryptionKeys keys) => this with
    {
        Attempts = [.. Attempts.Select(attempt => attempt with { Error = TextOf(attempt).Encrypt(keys, attempt.Error) })],
    };

    /// <summary>With those error texts in the clear. What cannot be decrypted stays as it is.</summary>
    public DeliveryJson DecryptErrors(EncryptionKeys keys) => this with
    {
        Attempts = [.. Attempts.Select(attempt => attempt is null
            ? null!
            : attempt with { Error = TextOf(attempt).Decrypt(keys, attempt.Error) })],
    };

    private ErrorText TextOf(TransferredAttemptJson attempt) => new(Subscription, Id, attempt.Handler, attempt.Number);

    public DeliveryRecord ToRecord(long sequence, byte[]? body) => new()
    {
        Sequence = sequence,
        Delivery = new Delivery
        {
            Subscription = Subscription,
            Id = Id,
            Body = body,
            Sha256 = Convert.FromHexString(Sha256),
            SentAt = SentAt,
            ReceivedAt = ReceivedAt,
            OccurredAt = OccurredAt,
            EventType = EventType is null ? null : new EventType(EventType),
            Operation = Operation is null ? null : new Operation(Operation),
            OrganizationId = OrganizationId,
            Subject = Subject,
            Version = Version,
            TraceId = TraceId,
            SpanId = SpanId,
        },
        Copy = Copy,
        Bytes = Bytes,
        HasBody = HasBody,
        State = State,
        Reason = Reason,
        SettledAt = SettledAt,
        Handlings = Handlings,
        Attempts = [.. Attempts.Select(attempt => attempt.ToSummary())],
    };
}

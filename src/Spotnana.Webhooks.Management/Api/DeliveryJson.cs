using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>A delivery as callers see it; with attempts and copies only where one delivery is asked for.</summary>
internal sealed record DeliveryJson
{
    public required string Id { get; init; }

    public required string Subscription { get; init; }

    /// <summary>Null for the first delivery of its id.</summary>
    public int? Copy { get; init; }

    public string? EventType { get; init; }

    public string? Operation { get; init; }

    public string? OrganizationId { get; init; }

    public string? Subject { get; init; }

    public long? Version { get; init; }

    public required string State { get; init; }

    public string? Reason { get; init; }

    /// <summary>One line for people: full only with the right to payloads.</summary>
    public string? Summary { get; init; }

    public required DateTime OccurredAt { get; init; }

    public required DateTime SentAt { get; init; }

    public required DateTime ReceivedAt { get; init; }

    public required IReadOnlyList<HandlingJson> Handlings { get; init; }

    public string? TraceId { get; init; }

    public string? SpanId { get; init; }

    public required int Bytes { get; init; }

    /// <summary>In a story: whether a later snapshot was known before it arrived.</summary>
    public bool? Stale { get; init; }

    /// <summary>In a story, with the right to it: what differs from the snapshot before.</summary>
    public ChangesJson? Changes { get; init; }

    /// <summary>Other bodies that came under this id.</summary>
    public IReadOnlyList<DeliveryJson>? Copies { get; init; }

    public static DeliveryJson Of(DeliverySummary delivery) => Of(delivery, attempts: null, waiting: null);

    public static DeliveryJson Of(DeliveryDetails details, IReadOnlyList<DeliverySummary> copies, WaitingReasons waiting) =>
        Of(details.Delivery, details.Attempts, waiting) with { Copies = copies.Count == 0 ? null : [.. copies.Select(Of)] };

    private static DeliveryJson Of(DeliverySummary delivery, IReadOnlyList<AttemptSummary>? attempts, WaitingReasons? waiting) => new()
    {
        Id = delivery.Id,
        Subscription = delivery.Subscription,
        Copy = delivery.Copy > 0 ? delivery.Copy : null,
        EventType = delivery.EventType?.Name,
        Operation = delivery.Operation?.Raw,
        OrganizationId = delivery.OrganizationId,
        Subject = delivery.Subject,
        Version = delivery.Version,
        State = delivery.State.ToWord(),
        Reason = delivery.Reason?.ToWord(),
        OccurredAt = delivery.OccurredAt.UtcDateTime,
        SentAt = delivery.SentAt.UtcDateTime,
        ReceivedAt = delivery.ReceivedAt.UtcDateTime,
        Handlings =
        [
            .. delivery.Handlings.Select(handling =>
                HandlingJson.Of(handling, attempts?.Where(attempt => attempt.Handler == handling.Handler).ToList(), waiting))
        ],
        TraceId = delivery.TraceId,
        SpanId = delivery.SpanId,
        Bytes = delivery.Bytes,
    };
}

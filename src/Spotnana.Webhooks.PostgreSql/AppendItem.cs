using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql;

/// <summary>An entry on its way into the database.</summary>
internal sealed class AppendItem(InboxEntry entry)
{
    public InboxEntry Entry => entry;

    /// <summary>Whether it is the first with its id. Only such a one can be new.</summary>
    public bool IsFirst { get; set; }

    /// <summary>The number that was drawn for it.</summary>
    public long? Sequence { get; set; }

    /// <summary>Null until it is known.</summary>
    public AppendOutcome? Outcome { get; set; }

    public bool Fits => CanHold(entry.Delivery);

    /// <summary>What was signed, without what was read out of it.</summary>
    public InboxEntry BareEntry => new(
        entry.Delivery with
        {
            EventType = null,
            Operation = null,
            OrganizationId = null,
            Subject = null,
            Version = null,
            TraceId = null,
            SpanId = null,
        },
        Handlers: [],
        DeadReason.Unreadable);

    public static bool CanHold(Delivery delivery) =>
        StoredText.Fits(delivery.Subscription) && StoredText.Fits(delivery.Id) && StoredText.Fits(delivery.EventType?.Name)
        && StoredText.Fits(delivery.Operation?.Raw) && StoredText.Fits(delivery.OrganizationId) && StoredText.Fits(delivery.Subject)
        && StoredText.Fits(delivery.TraceId) && StoredText.Fits(delivery.SpanId);
}

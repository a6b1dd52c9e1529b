using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>An entry on its way into the database.</summary>
internal sealed class AppendItem(InboxEntry entry)
{
    public InboxEntry Entry => entry;

    /// <summary>Whether it is the first with its id in this append. Only the first can be new.</summary>
    public bool IsFirst { get; set; }

    /// <summary>The number that was drawn for it.</summary>
    public long? Sequence { get; set; }

    /// <summary>Null until it is known.</summary>
    public AppendOutcome? Outcome { get; set; }

    /// <summary>Whether the database can hold its texts.</summary>
    public bool Fits => CanHold(entry.Delivery);

    public static bool CanHold(Delivery delivery) =>
        StoredText.Fits(delivery.Subscription) && StoredText.Fits(delivery.Id) && StoredText.Fits(delivery.EventType?.Name)
        && StoredText.Fits(delivery.Operation?.Raw) && StoredText.Fits(delivery.OrganizationId) && StoredText.Fits(delivery.Subject)
        && StoredText.Fits(delivery.TraceId) && StoredText.Fits(delivery.SpanId);
}

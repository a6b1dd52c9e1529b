using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.PostgreSql;

/// <summary>A delivery as a redrive finds it.</summary>
internal sealed record Redrivable(DeliverySummary Delivery, byte[] Sha256, bool HasBody)
{
    public bool NeedsReading => HasBody && RedrivePlan.NeedsReading(Delivery.State, Delivery.Handlings.Count);

    public RedrivePlan Plan(RedriveChoice choice, InboxEntry? reread) => RedrivePlan.Make(
        choice, Delivery.Reason, [.. Delivery.Handlings.Select(handling => (handling.Handler, handling.State, handling.Reason))], HasBody, reread);
}

using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Intake.Subscriptions;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Turns a delivery into the entry that is stored: reads its envelope and asks which handlers take it. When it is received, and again when
/// it is redriven.
/// </summary>
internal sealed class EntryReader(HandlerMatcher handlers, SubscriptionTable subscriptions, StoredNames names)
{
    /// <summary>What is authentic is kept whatever it says: where the body is no readable envelope, the entry is a dead letter.</summary>
    /// <param name="posted">The delivery, still without the values of its envelope.</param>
    /// <param name="filter">What its subscription leaves out. Null: nothing.</param>
    public InboxEntry Read(Delivery posted, SubscriptionFilter? filter)
    {
        if (EnvelopeReader.Read(posted.Body.Span).Envelope is not { } envelope)
            return new InboxEntry(posted, [], DeadReason.Unreadable);

        var delivery = posted.WithRoutingOf(envelope);
        return filter?.Skips(envelope) == true ? new InboxEntry(delivery, [], Skipped: true) : handlers(delivery);
    }

    /// <summary>
    /// Reads a stored delivery by the present settings. Where they no longer have its subscription, nothing is left out.
    /// </summary>
    public InboxEntry ReadAgain(Delivery stored)
    {
        var subscription = subscriptions.Subscriptions.FirstOrDefault(
            subscription => subscription.Name.Equals(stored.Subscription, StringComparison.OrdinalIgnoreCase));
        var entry = names.Spell(Read(stored, subscription?.Filter));

        // It stays where it is, also where an earlier release stored it under another spelling.
        return entry with { Delivery = entry.Delivery with { Subscription = stored.Subscription } };
    }
}

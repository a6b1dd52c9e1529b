using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Intake.Subscriptions;

namespace Spotnana.Webhooks.Intake;

/// <summary>Reads what a delivery says about itself and decides who takes it: at its receipt, and again when it is redriven.</summary>
internal sealed class EntryReader(HandlerMatcher handlers, SubscriptionTable subscriptions)
{
    /// <summary>What is authentic is kept whatever it says: a body that is no readable envelope becomes a dead letter.</summary>
    /// <param name="posted">What came, without what its envelope says.</param>
    /// <param name="filter">What its subscription leaves out. Null: nothing.</param>
    public InboxEntry Read(Delivery posted, SubscriptionFilter? filter)
    {
        if (EnvelopeReader.Read(posted.Body.Span).Envelope is not { } envelope)
            return new InboxEntry(posted, [], DeadReason.Unreadable);

        var delivery = posted.WithRoutingOf(envelope);
        return filter?.Skips(envelope) == true ? new InboxEntry(delivery, [], Skipped: true) : handlers(delivery);
    }

    /// <summary>Reads a stored delivery by the settings of now. Its subscription may be gone from them; then nothing is left out.</summary>
    public InboxEntry ReadAgain(Delivery stored) =>
        Read(stored, subscriptions.Subscriptions.FirstOrDefault(subscription => subscription.Name == stored.Subscription)?.Filter);
}

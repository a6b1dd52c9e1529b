using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Flow;
using Spotnana.Webhooks.Sqlite.Reads;

namespace Spotnana.Webhooks.Sqlite.Operators;

/// <summary>Puts deliveries back to work.</summary>
internal sealed class Redriving(SqliteSession session, Lanes lanes, Appending appending, Hastening hastening, Details details)
{
    private readonly Savepoint _delivery = new(session, "redrive");
    private readonly Statement _putBack = session.Prepare(
        """
        UPDATE handling
        SET state = 0, reason = NULL, settled_at = NULL, attempts = 0, lost = 0, received_at = $now, due_at = $now, lane = $lane,
            same_failure = NULL, same_failures = NULL, same_since = NULL
        WHERE delivery = $delivery AND handler = $handler
        """);
    private readonly Statement _reroute = session.Prepare(
        """
        UPDATE delivery
        SET event_type = $event_type, operation = $operation, organization_id = $organization_id, subject = $subject,
            version = $version, occurred_at = $occurred_at
        WHERE seq = $delivery
        """);
    private readonly Statement _setState = session.Prepare(
        "UPDATE delivery SET state = $state, reason = NULL, settled_at = $settled_at WHERE seq = $delivery");

    /// <summary>Redrives one delivery.</summary>
    /// <param name="sequence">The number of the delivery.</param>
    /// <param name="choice">Which of its handlings are meant.</param>
    /// <param name="reread">The result of reading it again. Null: it was not.</param>
    /// <param name="now">The time.</param>
    public RedriveResult Run(long sequence, RedriveChoice choice, InboxEntry? reread, DateTimeOffset now)
    {
        // This is decided anew here: since somebody looked at the delivery it may have been redriven, or have lost its body.
        if (details.ToRedrive(sequence, now) is not { } found)
            return new RedriveResult(RedriveOutcome.NotFound);

        var plan = found.Plan(choice, reread);
        return _delivery.Try(() => Apply(found.Delivery, plan, now), SqliteFailure.IsData) is null
            ? plan.Result
            : new RedriveResult(RedriveOutcome.Nothing); // the store does not take what was read out of it
    }

    private void Apply(DeliverySummary delivery, RedrivePlan plan, DateTimeOffset now)
    {
        if (plan.Reread is { } reread)
        {
            var rerouted = reread.Delivery with { Subscription = delivery.Subscription };
            Reroute(delivery.Sequence, rerouted);
            appending.AddHandlings(delivery.Sequence, rerouted, plan.Handlers, now);
        }
        else
        {
            foreach (var handling in delivery.Handlings.Where(handling => plan.Handlers.Contains(handling.Handler)))
                PutBack(delivery, handling, now);
            foreach (var handler in plan.DueNow)
                hastening.One(delivery.Sequence, handler, now);
        }

        if (plan.NextState is { } state)
            SetState(delivery, state, now);
    }

    private void PutBack(DeliverySummary delivery, HandlingSummary handling, DateTimeOffset now)
    {
        var handler = handling.Handler;
        var lane = lanes.FindOrAdd(handler, delivery.Subscription, delivery.Subject); // without a subject, its old lane is gone
        _putBack.Run(("$now", now), ("$lane", lane), ("$delivery", delivery.Sequence), ("$handler", handler));
        session.Tallies.RemoveHandling(handler, handling.State, handling.Reason);
        session.Tallies.AddHandling(handler, HandlingState.Pending);
        lanes.Refresh(lane, handler);
    }

    private void SetState(DeliverySummary delivery, DeliveryState state, DateTimeOffset now)
    {
        _setState.Run(
            ("$state", (long)state),
            ("$settled_at", state == DeliveryState.Pending ? default(SqlValue) : now),
            ("$delivery", delivery.Sequence));
        session.Tallies.RemoveDelivery(delivery.State, delivery.Reason);
        session.Tallies.AddDelivery(state);
    }

    private void Reroute(long sequence, Delivery found) => _reroute.Run(
        ("$event_type", found.EventType?.Name),
        ("$operation", found.Operation?.Raw),
        ("$organization_id", found.OrganizationId),
        ("$subject", found.Subject),
        ("$version", found.Version),
        ("$occurred_at", found.OccurredAt),
        ("$delivery", sequence));
}

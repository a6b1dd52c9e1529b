using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Counts attempts that ended, and writes the line that each settled one leaves in the log.</summary>
internal sealed class HandlingReport(WebhookMetrics metrics, ILogger<HandlingReport> logger)
{
    /// <summary>Reports what the inbox made of a settlement.</summary>
    /// <param name="settlement">What was asked for.</param>
    /// <param name="wasHeld">False when the lease was no longer held, so that nothing was settled.</param>
    public void Settled(Settlement settlement, bool wasHeld)
    {
        var (lease, delivery) = (settlement.Lease, settlement.Lease.Delivery);
        var outcome = wasHeld ? HandlingOutcome.Of(settlement) : HandlingOutcome.LeaseLost;
        var duration = settlement.Duration ?? TimeSpan.Zero;
        metrics.Handled(lease.Handler, outcome.Word, duration);
        DeliveryLog.Handled(
            logger, outcome.Level, delivery.Id, delivery.Subscription, lease.Handler, delivery.EventType?.Name, delivery.Operation?.Raw,
            delivery.OccurredAt, delivery.OrganizationId, delivery.Subject, delivery.TraceId, delivery.SpanId, outcome.Word,
            duration.TotalMilliseconds, lease.Attempt, delivery.Body.Length, settlement.Error ?? "");
    }

    /// <summary>
    /// Counts an attempt whose lease was lost while it ran, and which is not settled for that reason. The log has said so already.
    /// </summary>
    public void LeaseLost(Lease lease, TimeSpan duration) => metrics.Handled(lease.Handler, HandlingOutcome.LeaseLost.Word, duration);
}

using System.Net;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Intake;

/// <summary>Counts what requests get. Before the answer goes out, so that a sender who has it finds it counted.</summary>
internal sealed class ReceiptMeter(WebhookMetrics metrics, ContactBook contacts, UnhandledLog unhandled)
{
    public void Count(Subscription subscription, Receipt receipt)
    {
        metrics.Received(subscription.Name, EventTypeOf(receipt), receipt.Word);
        if (receipt.StatusCode == HttpStatusCode.Unauthorized)
            metrics.SignatureFailed(subscription.Name, receipt.Word);
        if (receipt.Delivery is not null || receipt.SecretIndex >= 0)
            contacts.Heard(subscription.Name);
        if (receipt.IsUnhandled)
            unhandled.Note(receipt.Delivery!);
        if (receipt is { Meaning.IsNew: true, Delivery: { EventType: not null } delivery })
            metrics.Stored(subscription.Name, delivery.ReceivedAt - delivery.OccurredAt);
    }

    public void Answered(Subscription subscription, Receipt receipt, TimeSpan duration)
    {
        if (receipt.StatusCode == HttpStatusCode.OK)
            metrics.Acknowledged(subscription.Name, duration);
    }

    /// <summary>
    /// An event type that this version does not know counts as <c>other</c>, since names are the sender's to choose; <c>none</c> where none
    /// was read.
    /// </summary>
    private static string EventTypeOf(Receipt receipt) => receipt.Delivery?.EventType is not { } eventType ? "none"
        : EventType.Known.Contains(eventType) ? eventType.Name
        : "other";
}

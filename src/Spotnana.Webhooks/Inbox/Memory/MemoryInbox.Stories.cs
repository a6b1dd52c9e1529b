using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Stories;

namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox : IInboxStories
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoryEvent>> ReadEventsAsync(
        string subject, string? subscription, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<StoryEvent>>(
                [.. About(subject, subscription).TakeLast(IInboxStories.MostEvents).Select(stored => new StoryEvent(
                    stored.Sequence, stored.Delivery.Subscription, stored.Delivery.EventType, stored.Delivery.Version,
                    stored.Delivery.OccurredAt, stored.Delivery.ReceivedAt))]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliverySummary>> ReadDeliveriesAsync(
        IReadOnlyList<long> sequences, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return Task.FromResult<IReadOnlyList<DeliverySummary>>(
                [.. sequences.Select(Stored).OfType<MemoryDelivery>().Select(stored => Summary(stored, now))]);
        }
    }

    /// <inheritdoc/>
    public Task<DeliveryPayload> ReadPreviousAsync(
        string handler, string subscription, string subject, EventType eventType, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var about = About(subject, subscription).ToList();
            if (_lanes.Find(handler, subscription, subject) is { } lane && !lane.RemembersNewest(about.Select(stored => stored.Delivery)))
                return Task.FromResult(new DeliveryPayload(PayloadState.Gone));

            var newest = about
                .Where(stored => stored.Delivery.EventType == eventType && stored.Handlings.Exists(
                    handling => handling.Handler == handler && handling.State == HandlingState.Completed))
                .MaxBy(stored => (stored.Delivery.Version ?? long.MinValue, stored.Delivery.OccurredAt, stored.Sequence));
            return newest is null
                ? Task.FromResult(new DeliveryPayload(PayloadState.NotFound))
                : ReadPayloadAsync(newest.Sequence, cancellationToken);
        }
    }

    private IEnumerable<MemoryDelivery> About(string subject, string? subscription) => _deliveries.Where(stored =>
        stored.Delivery.Subject == subject && (subscription is null || stored.Delivery.Subscription == subscription));
}

using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Stories;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxStories
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoryEvent>> ReadEventsAsync(
        string subject, string? subscription, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<StoryEvent>>(statements => statements.Stories.Events(subject, subscription), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliverySummary>> ReadDeliveriesAsync(
        IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<DeliverySummary>>(statements => statements.Stories.Deliveries(sequences, Now), cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryPayload> ReadPreviousAsync(
        string handler, string subscription, string subject, EventType eventType, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Stories.Previous(handler, subscription, subject, eventType), cancellationToken);
}

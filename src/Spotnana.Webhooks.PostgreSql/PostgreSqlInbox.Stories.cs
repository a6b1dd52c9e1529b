using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Stories;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxStories
{
    private readonly Stories _stories;

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoryEvent>> ReadEventsAsync(
        string subject, string? subscription, CancellationToken cancellationToken) =>
        StoredText.Fits(subject) && StoredText.Fits(subscription)
            ? ReadAsync(connection => Stories.EventsAsync(connection, subject, subscription, cancellationToken), cancellationToken)
            : Task.FromResult<IReadOnlyList<StoryEvent>>([]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliverySummary>> ReadDeliveriesAsync(
        IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        ReadAsync(connection => _stories.DeliveriesAsync(connection, sequences, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryPayload> ReadPreviousAsync(
        string handler, string subscription, string subject, EventType eventType, CancellationToken cancellationToken) =>
        StoredText.Fits(handler) && StoredText.Fits(subscription) && StoredText.Fits(subject) && StoredText.Fits(eventType.Name)
            ? ReadAsync(
                connection => _stories.PreviousAsync(connection, handler, subscription, subject, eventType, cancellationToken),
                cancellationToken)
            : Task.FromResult(new DeliveryPayload(PayloadState.NotFound));
}

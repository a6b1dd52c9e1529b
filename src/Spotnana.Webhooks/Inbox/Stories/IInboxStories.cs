using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Stories;

/// <summary>
/// Reads what happened to one subject. An engine may implement it beside <see cref="IInbox"/>; without it there are no stories. It changes
/// nothing, and storing and leasing do not wait for it.
/// </summary>
/// <remarks>
/// The work grows with the deliveries of the subject, not with the inbox. What an erasure took has no subject any more and is in no story.
/// Failures are those of <see cref="IInboxQuery"/>.
/// </remarks>
public interface IInboxStories
{
    /// <summary>The most events that a story can have: 50,000. Of more, those that were stored last.</summary>
    const int MostEvents = 50_000;

    /// <summary>Reads the events of a subject, in any order: see <see cref="SubjectStory.Of"/>.</summary>
    /// <param name="subject">The subject, for example <c>pnr/6104417720</c>, case-sensitive, with its kind.</param>
    /// <param name="subscription">The name of their subscription, case-sensitive. Null: any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<StoryEvent>> ReadEventsAsync(string subject, string? subscription, CancellationToken cancellationToken);

    /// <summary>Reads deliveries by their numbers.</summary>
    /// <param name="sequences">Their <see cref="DeliverySummary.Sequence"/>, at most <see cref="IInboxQuery.LargestPage"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that are there, in the order in which they were asked for.</returns>
    Task<IReadOnlyList<DeliverySummary>> ReadDeliveriesAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the newest snapshot of a subject that a handler completed: by version where two have one, else by the time of the event.
    /// </summary>
    /// <param name="handler">The handler's name, case-sensitive.</param>
    /// <param name="subscription">The name of the subscription, case-sensitive.</param>
    /// <param name="subject">The subject, with its kind, case-sensitive.</param>
    /// <param name="eventType">The event type of the snapshot.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// <see cref="PayloadState.NotFound"/>: it completed none. <see cref="PayloadState.Gone"/>: it did, but the body was pruned or erased.
    /// </returns>
    /// <exception cref="InvalidDataException">The body cannot be read.</exception>
    Task<DeliveryPayload> ReadPreviousAsync(
        string handler, string subscription, string subject, EventType eventType, CancellationToken cancellationToken);
}

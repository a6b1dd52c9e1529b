namespace Spotnana.Webhooks.Inbox.Stories;

/// <summary>An event in its place in a story.</summary>
/// <param name="Event">The event.</param>
/// <param name="IsStale">
/// Whether a later snapshot of the same subscription and event type was known here before it arrived: by version where both have one, else
/// by the time of the event.
/// </param>
/// <param name="Previous">
/// The <see cref="StoryEvent.Sequence"/> of the snapshot before: the event of the same subscription and event type that happened last
/// before it, whenever it arrived. Null: there is none.
/// </param>
public sealed record StoryEntry(StoryEvent Event, bool IsStale, long? Previous);

using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Inbox.Stories;

/// <summary>The events of one subject, in the order in which they happened.</summary>
public sealed class SubjectStory
{
    private readonly StoryEntry[] _entries;

    private SubjectStory(StoryEntry[] entries) => _entries = entries;

    /// <summary>The entries, the earliest event first; of one time, by version, then by receipt.</summary>
    public IReadOnlyList<StoryEntry> Entries => _entries;

    /// <summary>Puts events in order.</summary>
    /// <param name="events">All that <see cref="IInboxStories.ReadEventsAsync"/> read, in any order.</param>
    public static SubjectStory Of(IEnumerable<StoryEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        StoryEvent[] known = [.. events];
        Array.Sort(known, StoryEvent.FirstKnownFirst);
        var stale = new HashSet<long>();
        var progress = new Dictionary<(string, EventType?), LaneProgress>();
        foreach (var one in known)
        {
            var before = progress.GetValueOrDefault((one.Subscription, one.EventType));
            if (before.IsPast(one.Version, one.OccurredAt))
                stale.Add(one.Sequence);
            progress[(one.Subscription, one.EventType)] = before.After(one.Version, one.OccurredAt);
        }

        Array.Sort(known, StoryEvent.EarliestFirst);
        var last = new Dictionary<(string, EventType?), long>();
        return new SubjectStory(Array.ConvertAll(known, one =>
        {
            long? previous = last.TryGetValue((one.Subscription, one.EventType), out var sequence) ? sequence : null;
            last[(one.Subscription, one.EventType)] = one.Sequence;
            return new StoryEntry(one, stale.Contains(one.Sequence), previous);
        }));
    }

    /// <summary>The states at a time of events: what happened last by then, whenever it arrived here.</summary>
    /// <param name="at">The time; events of that very time count.</param>
    /// <returns>One for each subscription that has any. A booking's state is the booking, not a request to approve it.</returns>
    public IReadOnlyList<StoryEvent> StatesAt(DateTimeOffset at) =>
        Newest(one => one.OccurredAt <= at, static (_, _) => true);

    /// <summary>
    /// The states as they were known here at a time of receipt: of what had arrived by then the newest, by version where two have one, else
    /// by the time of the event.
    /// </summary>
    /// <param name="known">The time; what arrived at that very time counts.</param>
    /// <returns>One for each subscription that has any.</returns>
    public IReadOnlyList<StoryEvent> StatesKnown(DateTimeOffset known) => Newest(
        one => one.ReceivedAt <= known,
        static (best, next) => !new LaneProgress(best.Version, best.OccurredAt).IsPast(next.Version, next.OccurredAt));

    private List<StoryEvent> Newest(Func<StoryEvent, bool> counts, Func<StoryEvent, StoryEvent, bool> isNewer)
    {
        var newest = new SortedDictionary<string, StoryEvent>(StringComparer.Ordinal);
        foreach (var one in _entries.Select(entry => entry.Event).Where(one => one.IsState && counts(one)))
        {
            if (!newest.TryGetValue(one.Subscription, out var best) || isNewer(best, one))
                newest[one.Subscription] = one;
        }

        return [.. newest.Values];
    }
}

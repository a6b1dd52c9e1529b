using CsCheck;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Stories;

namespace Spotnana.Webhooks.Tests.Inbox.Stories;

public sealed class SubjectStoryTests
{
    private static readonly DateTimeOffset _start = new(2026, 3, 2, 17, 38, 7, TimeSpan.Zero);

    private static readonly Gen<StoryEvent> _event = Gen.Select(
        Gen.OneOf("s", "t"), Gen.Frequency((4, Gen.Const(EventType.PnrV3)), (1, Gen.Const(EventType.PnrApproval))), Gen.Int[1, 5],
        Gen.Int[0, 9], Gen.Int[0, 9]).Select((subscription, type, version, occurred, received) => new StoryEvent(
            0, subscription, type, type == EventType.PnrV3 ? version : null, _start.AddSeconds(occurred), _start.AddSeconds(received)));

    private static readonly Gen<StoryEvent[]> _events =
        _event.Array[0, 20].Select(events => events.Select((one, i) => one with { Sequence = i + 1 }).ToArray());

    [Fact]
    public void What_came_after_a_later_snapshot_is_stale_and_compared_to_what_happened_before_it()
    {
        var story = SubjectStory.Of([Of(1, version: 1, occurred: 1), Of(2, version: 3, occurred: 3), Of(3, version: 2, occurred: 2)]);

        Assert.Equal(
            [(1, false, null), (3, true, 1L), (2, false, 3L)],
            story.Entries.Select(entry => (entry.Event.Sequence, entry.IsStale, entry.Previous)));
    }

    [Fact]
    public void A_version_decides_before_the_time()
    {
        var story = SubjectStory.Of([Of(1, version: 2, occurred: 1), Of(2, version: 1, occurred: 2)]);

        Assert.Equal([false, true], story.Entries.Select(entry => entry.IsStale));
        Assert.Equal(2, story.StatesKnown(_start.AddDays(1)).Single().Version);
        Assert.Equal(1, story.StatesAt(_start.AddDays(1)).Single().Version);
    }

    [Fact]
    public void Without_versions_the_time_decides()
    {
        var story = SubjectStory.Of([Of(1, version: null, occurred: 2), Of(2, version: null, occurred: 1)]);

        Assert.Equal([(2, true), (1, false)], story.Entries.Select(entry => (entry.Event.Sequence, entry.IsStale)));
        Assert.Equal(1, story.StatesKnown(_start.AddDays(1)).Single().Sequence);
    }

    [Fact]
    public void A_request_for_approval_is_part_of_the_story_but_no_state_of_the_booking()
    {
        var story = SubjectStory.Of(
            [Of(1, version: 1, occurred: 1), Of(2, version: null, occurred: 2) with { EventType = EventType.PnrApproval }]);

        Assert.Equal([null, null], story.Entries.Select(entry => entry.Previous));
        Assert.Equal(1, story.StatesAt(_start.AddDays(1)).Single().Sequence);
        Assert.Equal(1, story.StatesKnown(_start.AddDays(1)).Single().Sequence);
    }

    [Fact]
    public void An_instant_counts_what_happened_or_arrived_at_it()
    {
        var story = SubjectStory.Of([Of(1, version: 1, occurred: 1), Of(2, version: 2, occurred: 2)]);

        Assert.Empty(story.StatesAt(_start));
        Assert.Equal(1, story.StatesAt(_start.AddSeconds(1)).Single().Sequence);
        Assert.Equal(1, story.StatesKnown(_start.AddSeconds(1)).Single().Sequence);
        Assert.Equal(2, story.StatesKnown(_start.AddSeconds(2)).Single().Sequence);
    }

    [Fact]
    public void A_story_does_not_depend_on_the_order_in_which_it_is_read() => Gen.Select(_events, Gen.Int).Sample(
        (events, seed) =>
        {
            var shuffled = events.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(SubjectStory.Of(events).Entries, SubjectStory.Of(shuffled).Entries);
        });

    [Fact]
    public void Each_entry_agrees_with_a_look_at_all_others() => _events.Sample(events =>
    {
        var entries = SubjectStory.Of(events).Entries;
        Assert.Equal(events.Length, entries.Count);
        foreach (var (one, place) in entries.Select((entry, i) => (entry, i)))
        {
            bool IsAlike(StoryEvent other) =>
                (other.Subscription, other.EventType) == (one.Event.Subscription, one.Event.EventType);

            Assert.Equal(entries.Take(place).LastOrDefault(entry => IsAlike(entry.Event))?.Event.Sequence, one.Previous);
            Assert.Equal(
                events.Any(other => IsAlike(other)
                    && (other.ReceivedAt, other.Sequence).CompareTo((one.Event.ReceivedAt, one.Event.Sequence)) < 0
                    && (other.Version is { } version ? version > one.Event.Version : other.OccurredAt > one.Event.OccurredAt)),
                one.IsStale);
        }
    });

    // Received one second after the other.
    private static StoryEvent Of(long sequence, long? version, int occurred) => new(
        sequence, "s", EventType.PnrV3, version, _start.AddSeconds(occurred), _start.AddSeconds(sequence));
}

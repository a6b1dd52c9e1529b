using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Inbox.Stories;

/// <summary>What orders a delivery in the story of its subject.</summary>
/// <param name="Sequence">The delivery's number in the inbox.</param>
/// <param name="Subscription">The name of its subscription. Each one tells a story of its own.</param>
/// <param name="EventType">Its event type: snapshots of one type only can be compared.</param>
/// <param name="Version">The booking's version. Null for event types that carry none.</param>
/// <param name="OccurredAt">When the event happened, or, where it does not say, when it was sent.</param>
/// <param name="ReceivedAt">When it arrived here.</param>
public readonly record struct StoryEvent(
    long Sequence, string Subscription, EventType? EventType, long? Version, DateTimeOffset OccurredAt, DateTimeOffset ReceivedAt)
{
    /// <summary>The earliest event first; of one time, by version, then by receipt, then by the order of storing.</summary>
    internal static IComparer<StoryEvent> EarliestFirst { get; } = Comparer<StoryEvent>.Create(static (a, b) =>
        (a.OccurredAt, a.Version ?? long.MinValue, a.ReceivedAt, a.Sequence)
            .CompareTo((b.OccurredAt, b.Version ?? long.MinValue, b.ReceivedAt, b.Sequence)));

    /// <summary>In which order they became known here.</summary>
    internal static IComparer<StoryEvent> FirstKnownFirst { get; } = Comparer<StoryEvent>.Create(static (a, b) =>
        (a.ReceivedAt, a.Sequence).CompareTo((b.ReceivedAt, b.Sequence)));

    /// <summary>Whether it carries its subject whole. A request for approval is about a booking, but is not that booking.</summary>
    internal bool IsState => EventType != Contract.EventType.PnrApproval;
}

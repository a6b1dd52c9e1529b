namespace Spotnana.Webhooks.Inbox;

/// <summary>The latest state of a subject that was completed in a lane. For engines: it decides which deliveries are stale.</summary>
/// <param name="LastVersion">The highest version that was completed. Null: none of them had a version.</param>
/// <param name="LastOccurredAt">The latest time of a completed event. Null: none was completed.</param>
public readonly record struct LaneProgress(long? LastVersion, DateTimeOffset? LastOccurredAt)
{
    /// <summary>
    /// True when a later state than the delivery's was completed: by version where both have one, else by the time of the event.
    /// </summary>
    public bool IsPast(Delivery delivery) => IsPast(delivery.Version, delivery.OccurredAt);

    /// <summary>The progress after a delivery is completed. It never goes back.</summary>
    public LaneProgress After(Delivery delivery) => After(delivery.Version, delivery.OccurredAt);

    internal bool IsPast(long? version, DateTimeOffset occurredAt) => LastVersion is { } last && version is { } own
        ? last > own
        : LastOccurredAt > occurredAt;

    internal LaneProgress After(long? version, DateTimeOffset occurredAt) => new(
        version is { } own && !(LastVersion >= own) ? own : LastVersion,
        LastOccurredAt >= occurredAt ? LastOccurredAt : occurredAt);
}

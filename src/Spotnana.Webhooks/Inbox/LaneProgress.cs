namespace Spotnana.Webhooks.Inbox;

/// <summary>The latest state of a subject that was completed in a lane. For engines: it decides which deliveries are stale.</summary>
/// <param name="LastVersion">The highest version that was completed. Null: none of them had a version.</param>
/// <param name="LastOccurredAt">The latest time of a completed event. Null: none was completed.</param>
public readonly record struct LaneProgress(long? LastVersion, DateTimeOffset? LastOccurredAt)
{
    /// <summary>
    /// True when a later state than the delivery's was completed: by version where both have one, else by the time of the event.
    /// </summary>
    public bool IsPast(Delivery delivery) => LastVersion is { } last && delivery.Version is { } version
        ? last > version
        : LastOccurredAt > delivery.OccurredAt;

    /// <summary>The progress after a delivery is completed. It never goes back.</summary>
    public LaneProgress After(Delivery delivery) => new(
        delivery.Version is { } version && !(LastVersion >= version) ? version : LastVersion,
        LastOccurredAt >= delivery.OccurredAt ? LastOccurredAt : delivery.OccurredAt);
}

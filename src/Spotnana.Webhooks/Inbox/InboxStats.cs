namespace Spotnana.Webhooks.Inbox;

/// <summary>The backlog and the dead letters of an inbox.</summary>
/// <param name="Handlers">
/// One entry for each handler that ever had a handling, configured or not. A handler that has none now may be missing.
/// </param>
/// <param name="Quarantined">
/// The number of deliveries that are dead letters without any handler, by reason: <see cref="DeadReason.Unreadable"/>,
/// <see cref="DeadReason.Conflict"/>. A reason without any may be missing.
/// </param>
public sealed record InboxStats(IReadOnlyList<HandlerStats> Handlers, IReadOnlyDictionary<DeadReason, long> Quarantined)
{
    /// <summary>Waiting bodies that this process found to be encrypted with a key that is missing. They hold up their lanes.</summary>
    public int MissingKey { get; init; }

    /// <summary>Waiting bodies that this process found to be damaged or gone. They hold up their lanes.</summary>
    public int Damaged { get; init; }
}

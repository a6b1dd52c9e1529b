namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// The words for states and reasons wherever they are shown: in metrics, in the management API, on the page. They never change.
/// </summary>
public static class StateWords
{
    /// <summary>
    /// The word for a delivery's state: <c>pending</c>, <c>completed</c>, <c>dead</c>, <c>unhandled</c> or <c>skipped</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">This release does not know the state.</exception>
    public static string ToWord(this DeliveryState state) => state switch
    {
        DeliveryState.Pending => "pending",
        DeliveryState.Completed => "completed",
        DeliveryState.Dead => "dead",
        DeliveryState.Unhandled => "unhandled",
        DeliveryState.Skipped => "skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>The word for a handling's state: <c>pending</c>, <c>leased</c>, <c>completed</c> or <c>dead</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">This release does not know the state.</exception>
    public static string ToWord(this HandlingState state) => state switch
    {
        HandlingState.Pending => "pending",
        HandlingState.Leased => "leased",
        HandlingState.Completed => "completed",
        HandlingState.Dead => "dead",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>
    /// The word for the reason of a dead letter: <c>rejected</c>, <c>exhausted</c>, <c>discarded</c>, <c>unreadable</c> or <c>conflict</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">This release does not know the reason.</exception>
    public static string ToWord(this DeadReason reason) => reason switch
    {
        DeadReason.Rejected => "rejected",
        DeadReason.Exhausted => "exhausted",
        DeadReason.Discarded => "discarded",
        DeadReason.Unreadable => "unreadable",
        DeadReason.Conflict => "conflict",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}

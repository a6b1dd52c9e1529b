using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>States and reasons as they are written outside.</summary>
internal static class StateWords
{
    private static readonly DeliveryState[] _states = Enum.GetValues<DeliveryState>();
    private static readonly DeadReason[] _reasons = Enum.GetValues<DeadReason>();

    public static string AllStates { get; } = string.Join(", ", _states.Select(Word));

    public static string AllReasons { get; } = string.Join(", ", _reasons.Select(Word));

    public static string Word(this DeliveryState state) => state switch
    {
        DeliveryState.Pending => "pending",
        DeliveryState.Completed => "completed",
        DeliveryState.Dead => "dead",
        DeliveryState.Unhandled => "unhandled",
        DeliveryState.Skipped => "skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static string Word(this HandlingState state) => state switch
    {
        HandlingState.Pending => "pending",
        HandlingState.Leased => "leased",
        HandlingState.Completed => "completed",
        HandlingState.Dead => "dead",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static string Word(this DeadReason reason) => reason switch
    {
        DeadReason.Rejected => "rejected",
        DeadReason.Exhausted => "exhausted",
        DeadReason.Discarded => "discarded",
        DeadReason.Unreadable => "unreadable",
        DeadReason.Conflict => "conflict",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    /// <summary>Null for a word that no state has; the case of its letters does not count.</summary>
    public static DeliveryState? StateOf(string word) => _states.Cast<DeliveryState?>()
        .FirstOrDefault(state => state!.Value.Word().Equals(word, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc cref="StateOf"/>
    public static DeadReason? ReasonOf(string word) => _reasons.Cast<DeadReason?>()
        .FirstOrDefault(reason => reason!.Value.Word().Equals(word, StringComparison.OrdinalIgnoreCase));
}

using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>States and reasons as callers write them.</summary>
internal static class StateParameters
{
    private static readonly DeliveryState[] _states = Enum.GetValues<DeliveryState>();
    private static readonly DeadReason[] _reasons = Enum.GetValues<DeadReason>();

    public static string AllStates { get; } = string.Join(", ", _states.Select(StateWords.ToWord));

    public static string AllReasons { get; } = string.Join(", ", _reasons.Select(StateWords.ToWord));

    /// <summary>The value for a word, in upper or lower case; null for an unknown word.</summary>
    public static DeliveryState? StateOf(string word) => _states.Cast<DeliveryState?>()
        .FirstOrDefault(state => state!.Value.ToWord().Equals(word, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc cref="StateOf"/>
    public static DeadReason? ReasonOf(string word) => _reasons.Cast<DeadReason?>()
        .FirstOrDefault(reason => reason!.Value.ToWord().Equals(word, StringComparison.OrdinalIgnoreCase));
}

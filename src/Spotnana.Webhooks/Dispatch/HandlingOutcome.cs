using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>The word for how an attempt ended in the log and in the metrics, and how loudly the log says it.</summary>
internal sealed record HandlingOutcome(string Word, LogLevel Level)
{
    /// <summary>The lease was no longer held, so nothing was settled.</summary>
    public static HandlingOutcome LeaseLost { get; } = new("lease-lost", LogLevel.Warning);

    private static readonly HandlingOutcome _completed = new("completed", LogLevel.Information);
    private static readonly HandlingOutcome _rejected = new("rejected", LogLevel.Error);
    private static readonly HandlingOutcome _exhausted = new("exhausted", LogLevel.Error);
    private static readonly HandlingOutcome _released = new("released", LogLevel.Information);
    private static readonly HandlingOutcome _retry = new("retry", LogLevel.Warning);

    /// <summary>The outcome of a settlement that the inbox took.</summary>
    public static HandlingOutcome Of(Settlement settlement) => settlement switch
    {
        { Kind: SettlementKind.Completed } => _completed,
        { Kind: SettlementKind.Dead, Reason: DeadReason.Rejected } => _rejected,
        { Kind: SettlementKind.Dead } => _exhausted,
        { GivesAttemptBack: true } => _released,
        _ => _retry,
    };
}

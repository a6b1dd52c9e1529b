using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>One handler's progress with a delivery.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="State">pending, leased, completed or dead.</param>
/// <param name="Reason">Why it is dead.</param>
/// <param name="AttemptCount">Attempts begun since the delivery was stored or last redriven.</param>
/// <param name="Attempts">The attempts that have ended, also those before a redrive; null in listings.</param>
/// <param name="DueAt">While it is pending, the earliest time of its next attempt.</param>
/// <param name="LastError">While it is pending or leased, why it failed last; null in listings.</param>
/// <param name="WaitsBehind">While it is pending, what has to go first; null in listings.</param>
internal sealed record HandlingJson(
    string Handler, string State, string? Reason, int AttemptCount, IReadOnlyList<EndedAttemptJson>? Attempts, DateTime? DueAt,
    string? LastError, string? WaitsBehind)
{
    public static HandlingJson Of(HandlingSummary handling, IReadOnlyList<AttemptSummary>? attempts, WaitingReasons? waiting) => new(
        handling.Handler,
        handling.State.ToWord(),
        handling.Reason?.ToWord(),
        handling.Attempts,
        attempts is null ? null : [.. attempts.Select(EndedAttemptJson.Of)],
        handling.DueAt?.UtcDateTime,
        waiting?.LastErrorOf(handling, attempts ?? []),
        waiting?.Of(handling));
}

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
internal sealed record HandlingJson(
    string Handler, string State, string? Reason, int AttemptCount, IReadOnlyList<EndedAttemptJson>? Attempts, DateTime? DueAt)
{
    public static HandlingJson Of(HandlingSummary handling, IEnumerable<AttemptSummary>? attempts) => new(
        handling.Handler,
        handling.State.ToWord(),
        handling.Reason?.ToWord(),
        handling.Attempts,
        attempts is null ? null : [.. attempts.Select(EndedAttemptJson.Of)],
        handling.DueAt?.UtcDateTime);
}

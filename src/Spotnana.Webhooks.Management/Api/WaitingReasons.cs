using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Says what pending handlings wait behind.</summary>
/// <param name="Paused">The names of paused handlers.</param>
/// <param name="Outages">The handlers that cannot work at present.</param>
internal sealed record WaitingReasons(IReadOnlySet<string> Paused, IReadOnlyDictionary<string, HandlerOutage> Outages)
{
    private const string HandlerPaused = "handler paused";
    private const string HandlerUnavailable = "handler unavailable";

    /// <summary>
    /// The id of the delivery that goes first in the lane; else what is the matter with the handler. Null: it only has to be due.
    /// </summary>
    public string? Of(HandlingSummary handling)
    {
        if (handling.State != HandlingState.Pending)
            return null;
        return handling.WaitsBehind
            ?? (Paused.Contains(handling.Handler) ? HandlerPaused : Outages.ContainsKey(handling.Handler) ? HandlerUnavailable : null);
    }

    /// <summary>The last error of a handling that has not ended: of its handler while that cannot work, else of its last attempt.</summary>
    public string? LastErrorOf(HandlingSummary handling, IEnumerable<AttemptSummary> attempts)
    {
        if (handling.State is not (HandlingState.Pending or HandlingState.Leased))
            return null;
        return Outages.GetValueOrDefault(handling.Handler)?.LastError
            ?? attempts.LastOrDefault(attempt => attempt.StartedAt >= handling.WaitingSince && attempt.Error is not null)?.Error;
    }
}

namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>
/// What a redrive does to one delivery. A help for engines, so that all of them decide alike, in earnest and in a dry run.
/// </summary>
/// <param name="Outcome">What it comes to.</param>
/// <param name="Handlers">Whose handlings are put back, or made. Empty unless <see cref="RedriveOutcome.Redriven"/>.</param>
/// <param name="Reread">
/// Set: the delivery had no handlings and takes over these routing values; without <paramref name="Handlers"/> it is now
/// <see cref="DeliveryState.Unhandled"/>. Null: its values stay.
/// </param>
public sealed record RedrivePlan(RedriveOutcome Outcome, IReadOnlyList<string> Handlers, InboxEntry? Reread = null)
{
    /// <summary>The state of the delivery once this is done. Null: it stays as it is.</summary>
    public DeliveryState? NextState =>
        Handlers.Count > 0 ? DeliveryState.Pending
        : Reread is not null ? DeliveryState.Unhandled
        : null;

    /// <summary>Whether a delivery is read again before it is redriven: it has no handlings, and was not skipped.</summary>
    public static bool NeedsReading(DeliveryState state, int handlings) => handlings == 0 && state != DeliveryState.Skipped;

    /// <summary>Decides.</summary>
    /// <param name="choice">What is meant.</param>
    /// <param name="reason">Why the delivery itself is dead.</param>
    /// <param name="handlings">All its handlings.</param>
    /// <param name="hasBody">Whether its body is there.</param>
    /// <param name="reread">What reading it again gave. Null where it was not read again.</param>
    public static RedrivePlan Make(
        RedriveChoice choice, DeadReason? reason, IReadOnlyList<(string Handler, HandlingState State, DeadReason? Reason)> handlings,
        bool hasBody, InboxEntry? reread)
    {
        if (handlings.Count == 0)
            return hasBody && reread is not null ? AfterReading(choice, reason, reread) : Without(RedriveOutcome.BodyGone);

        var meant = handlings.Where(handling => choice.Handler is null || handling.Handler == choice.Handler).ToList();
        if (meant.Count == 0)
            return Without(RedriveOutcome.NotFound);
        if (meant.Exists(static handling => handling.State is HandlingState.Pending or HandlingState.Leased))
            return Without(RedriveOutcome.Busy);

        var dead = meant.FindAll(static handling => handling.State == HandlingState.Dead);
        var chosen = dead.Count == 0 && choice.RepeatsCompleted
            ? meant
            : dead.FindAll(handling => choice.Reason is null || handling.Reason == choice.Reason);
        if (chosen.Count == 0)
            return Without(RedriveOutcome.Nothing);
        return hasBody
            ? new RedrivePlan(RedriveOutcome.Redriven, chosen.ConvertAll(static handling => handling.Handler))
            : Without(RedriveOutcome.BodyGone);
    }

    private static RedrivePlan AfterReading(RedriveChoice choice, DeadReason? reason, InboxEntry reread)
    {
        if (reread.Quarantine is not null || reread.Skipped)
            return Without(RedriveOutcome.Nothing);

        var handlers = reread.Handlers
            .Where(handler => choice.Handler is null || handler == choice.Handler)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (handlers.Count > 0)
            return new RedrivePlan(RedriveOutcome.Redriven, handlers, reread);

        // Readable after all, though nobody wants it. A conflict stays one until somebody does.
        return new RedrivePlan(RedriveOutcome.Nothing, [], reason == DeadReason.Unreadable && reread.Handlers.Count == 0 ? reread : null);
    }

    private static RedrivePlan Without(RedriveOutcome outcome) => new(outcome, []);
}

namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>
/// The effect of a redrive on one delivery. For engines, so that all of them decide alike, in a dry run as well as a real one.
/// </summary>
/// <param name="Outcome">The outcome of the redrive.</param>
/// <param name="Handlers">The handlers whose handlings are put back or created. Empty unless <see cref="RedriveOutcome.Redriven"/>.</param>
/// <param name="Reread">
/// If set, the delivery had no handlings and takes over these routing values; if there are no <paramref name="Handlers"/> either, it
/// becomes <see cref="DeliveryState.Unhandled"/>. Null: its routing values stay.
/// </param>
public sealed record RedrivePlan(RedriveOutcome Outcome, IReadOnlyList<string> Handlers, InboxEntry? Reread = null)
{
    /// <summary>The handlers whose handlings are pending and become due now, with their attempts unchanged.</summary>
    public IReadOnlyList<string> DueNow { get; init; } = [];

    /// <summary>The result to report.</summary>
    public RedriveResult Result => new(Outcome, Handlers.Count + DueNow.Count);

    /// <summary>The state of the delivery after the redrive. Null: it does not change.</summary>
    public DeliveryState? NextState =>
        Handlers.Count > 0 ? DeliveryState.Pending
        : Reread is not null ? DeliveryState.Unhandled
        : null;

    /// <summary>True when a delivery must be read again before it is redriven: it has no handlings and was not skipped.</summary>
    public static bool NeedsReading(DeliveryState state, int handlings) => handlings == 0 && state != DeliveryState.Skipped;

    /// <summary>Makes the plan for one delivery.</summary>
    /// <param name="choice">Selects the handlings.</param>
    /// <param name="reason">Why the delivery is dead. Null where it is not.</param>
    /// <param name="handlings">All its handlings.</param>
    /// <param name="hasBody">Whether its body is still there.</param>
    /// <param name="reread">The result of reading it again. Null where it was not read again.</param>
    public static RedrivePlan Make(
        RedriveChoice choice, DeadReason? reason, IReadOnlyList<(string Handler, HandlingState State, DeadReason? Reason)> handlings,
        bool hasBody, InboxEntry? reread)
    {
        if (handlings.Count == 0)
            return hasBody && reread is not null ? AfterReading(choice, reason, reread) : Without(RedriveOutcome.BodyGone);

        var meant = handlings.Where(handling => choice.Handler is null || handling.Handler == choice.Handler).ToList();
        if (meant.Count == 0)
            return Without(RedriveOutcome.NotFound);
        if (meant.Exists(static handling => handling.State == HandlingState.Leased))
            return Without(RedriveOutcome.Busy);

        var (dead, pending) = (Of(HandlingState.Dead), Of(HandlingState.Pending));
        var chosen = dead.Count + pending.Count == 0 && choice.RepeatsCompleted
            ? meant
            : dead.FindAll(handling => choice.Reason is null || handling.Reason == choice.Reason);
        if (choice.Reason is not null)
            pending = []; // a reason selects dead ones
        if (chosen.Count + pending.Count == 0)
            return Without(RedriveOutcome.Nothing);
        return hasBody
            ? new RedrivePlan(RedriveOutcome.Redriven, chosen.ConvertAll(static handling => handling.Handler))
            {
                DueNow = pending.ConvertAll(static handling => handling.Handler),
            }
            : Without(RedriveOutcome.BodyGone);

        List<(string Handler, HandlingState State, DeadReason? Reason)> Of(HandlingState state) =>
            meant.FindAll(handling => handling.State == state);
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

        // Readable after all, though no handler takes it. A conflict stays a conflict until one does.
        return new RedrivePlan(RedriveOutcome.Nothing, [], reason == DeadReason.Unreadable && reread.Handlers.Count == 0 ? reread : null);
    }

    private static RedrivePlan Without(RedriveOutcome outcome) => new(outcome, []);
}

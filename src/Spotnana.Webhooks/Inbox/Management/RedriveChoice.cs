namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>Which handlings of a delivery a redrive means. A help for engines: see <see cref="RedrivePlan"/>.</summary>
/// <param name="Handler">Only the handling of this handler. Null: all.</param>
/// <param name="Reason">Only what is dead for this reason. Null: any.</param>
/// <param name="RepeatsCompleted">Whether completed handlings are repeated where none that is meant is dead.</param>
public sealed record RedriveChoice(string? Handler, DeadReason? Reason, bool RepeatsCompleted)
{
    /// <summary>What the redrive of one delivery means.</summary>
    public static RedriveChoice Of(string? handler) => new(handler, null, RepeatsCompleted: true);

    /// <summary>What a redrive by filter means in each delivery that matches.</summary>
    public static RedriveChoice Of(DeliveryFilter filter) => new(filter.Handler, filter.Reason, filter.State == DeliveryState.Completed);
}

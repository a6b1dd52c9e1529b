namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>Selects the handlings of a delivery that a redrive puts back. For engines: see <see cref="RedrivePlan"/>.</summary>
/// <param name="Handler">Only the handling of this handler. Null: all.</param>
/// <param name="Reason">Only handlings that are dead for this reason. Null: any reason.</param>
/// <param name="RepeatsCompleted">Whether completed handlings are repeated where none of the selected ones is dead.</param>
public sealed record RedriveChoice(string? Handler, DeadReason? Reason, bool RepeatsCompleted)
{
    /// <summary>The choice for the redrive of one delivery.</summary>
    public static RedriveChoice Of(string? handler) => new(handler, null, RepeatsCompleted: true);

    /// <summary>The choice for each delivery that matches in a redrive by filter.</summary>
    public static RedriveChoice Of(DeliveryFilter filter) => new(filter.Handler, filter.Reason, filter.State == DeliveryState.Completed);
}

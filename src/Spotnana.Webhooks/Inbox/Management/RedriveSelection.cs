namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>Selects the deliveries that a redrive by filter looks at. For engines: see <see cref="Of"/>.</summary>
/// <param name="Filter">The filter that they must match.</param>
/// <param name="OfDeadHandlings">
/// True: only dead handlings of the filter's handler are selected, whatever the state of their deliveries; the filter's reason is then the
/// reason of the handling.
/// </param>
public readonly record struct RedriveSelection(DeliveryFilter Filter, bool OfDeadHandlings)
{
    /// <summary>Makes the selection. Without a state it is the dead deliveries; with a handler, that handler's dead handlings.</summary>
    public static RedriveSelection Of(DeliveryFilter filter) => filter switch
    {
        { Handler: not null, State: null or DeliveryState.Dead } => new(filter, OfDeadHandlings: true),
        { State: null } => new(filter with { State = DeliveryState.Dead }, OfDeadHandlings: false),
        _ => new(filter, OfDeadHandlings: false),
    };
}

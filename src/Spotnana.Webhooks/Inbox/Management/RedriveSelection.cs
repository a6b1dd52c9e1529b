namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>Which deliveries a redrive by filter looks at. A help for engines: see <see cref="Of"/>.</summary>
/// <param name="Filter">What they must match.</param>
/// <param name="OfDeadHandlings">
/// True: of the filter's handler only dead handlings are meant, whatever the state of their delivery; the filter's
/// reason is then that of the handling.
/// </param>
public readonly record struct RedriveSelection(DeliveryFilter Filter, bool OfDeadHandlings)
{
    /// <summary>Without a state a redrive means what is dead; with a handler, that handler's dead handlings.</summary>
    public static RedriveSelection Of(DeliveryFilter filter) => filter switch
    {
        { Handler: not null, State: null or DeliveryState.Dead or DeliveryState.Pending } => new(filter, OfDeadHandlings: true),
        { State: null } => new(filter with { State = DeliveryState.Dead }, OfDeadHandlings: false),
        _ => new(filter, OfDeadHandlings: false),
    };
}

namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Tells how an inbox spells the names of subscriptions and handlers. An engine that does not implement it beside <see cref="IInbox"/>
/// gets names as they are configured: one whose case is changed is then another name.
/// </summary>
/// <remarks>Failures are those of <see cref="IInbox"/>.</remarks>
public interface IInboxNames
{
    /// <summary>Reads all names. It costs about the same with a million deliveries as with none.</summary>
    Task<InboxNames> ReadNamesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Keeps these spellings, durably, also while nothing is stored under them yet. Where another spelling of a name is kept, by this
    /// process or another, that one stays.
    /// </summary>
    Task KeepNamesAsync(InboxNames names, CancellationToken cancellationToken);
}

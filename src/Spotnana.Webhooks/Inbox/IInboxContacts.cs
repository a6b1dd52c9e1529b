namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Remembers, over all processes that share the store and across their restarts, when each subscription was last heard. Without it an
/// engine's users know only what this process received since its start.
/// </summary>
public interface IInboxContacts
{
    /// <summary>
    /// Stores contacts. What is stored moves only to an earlier <see cref="SubscriptionContact.WatchedSince"/> and a later
    /// <see cref="SubscriptionContact.LastAuthenticAt"/>, except that a time which the inbox's clock has not reached yet is replaced: some
    /// clock was wrong. Failures are those of <see cref="IInbox"/>.
    /// </summary>
    Task NoteContactsAsync(IReadOnlyList<SubscriptionContact> contacts, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the contacts of all subscriptions that were ever noted or lately had a delivery stored, by name. It is called every few
    /// seconds, and costs the same however much is stored. Failures are those of <see cref="IInbox"/>.
    /// </summary>
    Task<IReadOnlyList<SubscriptionContact>> ReadContactsAsync(CancellationToken cancellationToken);
}

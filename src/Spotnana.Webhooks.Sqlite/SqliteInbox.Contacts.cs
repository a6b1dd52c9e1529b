using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxContacts
{
    /// <inheritdoc/>
    public Task NoteContactsAsync(IReadOnlyList<SubscriptionContact> contacts, CancellationToken cancellationToken) =>
        RunAsync(statements => statements.NotingContacts.Run(contacts, Now), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SubscriptionContact>> ReadContactsAsync(CancellationToken cancellationToken) =>
        ReadAsync(static statements => statements.Contacts.Read(), cancellationToken);
}

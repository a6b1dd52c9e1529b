using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Flow;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxContacts
{
    private readonly Contacts _contacts;

    /// <inheritdoc/>
    public Task NoteContactsAsync(IReadOnlyList<SubscriptionContact> contacts, CancellationToken cancellationToken) =>
        RunAsync(connection => _contacts.NoteAsync(connection, contacts), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SubscriptionContact>> ReadContactsAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => Contacts.ReadAsync(connection, cancellationToken), cancellationToken);
}

using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Files;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxContacts, IInboxSpace
{
    /// <inheritdoc/>
    public Task NoteContactsAsync(IReadOnlyList<SubscriptionContact> contacts, CancellationToken cancellationToken) =>
        RunAsync(statements => statements.NotingContacts.Run(contacts, Now), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SubscriptionContact>> ReadContactsAsync(CancellationToken cancellationToken) =>
        ReadAsync(static statements => statements.Contacts.Read(), cancellationToken);

    /// <inheritdoc/>
    public async Task<InboxSpace> ReadSpaceAsync(CancellationToken cancellationToken)
    {
        var reusable = await ReadAsync(static statements => statements.FreeRoom.Bytes, cancellationToken).ConfigureAwait(false);
        return FileSpace.Measure(_path) with { ReusableBytes = reusable };
    }
}

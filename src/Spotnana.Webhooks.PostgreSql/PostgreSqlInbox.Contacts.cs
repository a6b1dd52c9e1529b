using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxContacts, IInboxSpace
{
    private const string SpaceSql =
        """
        SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0)::bigint
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1 AND relkind = 'r'
        """;

    private readonly Contacts _contacts;

    /// <inheritdoc/>
    public Task NoteContactsAsync(IReadOnlyList<SubscriptionContact> contacts, CancellationToken cancellationToken) =>
        RunAsync(connection => _contacts.NoteAsync(connection, contacts), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SubscriptionContact>> ReadContactsAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => Contacts.ReadAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<InboxSpace> ReadSpaceAsync(CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(
            connection => connection.ReadAsync(
                row => row.GetInt64(0), new(SpaceSql, Values.Of(_database.Schema)), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return new InboxSpace(bytes[0], FreeBytes: null);
    }
}

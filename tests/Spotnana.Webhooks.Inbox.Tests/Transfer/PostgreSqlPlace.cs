using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.Transfer;

internal sealed class PostgreSqlPlace : InboxPlace
{
    private TestDatabase _database = null!;

    public override async Task MakeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public override IInbox Create(TimeProvider time) => new PostgreSqlInbox(
        new PostgreSqlInboxOptions { ConnectionString = _database.ConnectionString }, time, NullLogger<PostgreSqlInbox>.Instance,
        new InboxClock(time));

    public override async Task RemoveAsync() => await _database.DisposeAsync();
}

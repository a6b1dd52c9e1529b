using Spotnana.Webhooks.Inbox.Tests.PostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.Transfer;

[NeedsPostgreSql]
public sealed class SqliteToPostgreSqlTests() : TransferConformance(new SqlitePlace(), new PostgreSqlPlace());

using Spotnana.Webhooks.Inbox.Tests.PostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.Transfer;

[NeedsPostgreSql]
public sealed class PostgreSqlToSqliteTests() : TransferConformance(new PostgreSqlPlace(), new SqlitePlace());

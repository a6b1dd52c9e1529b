using Spotnana.Webhooks.Inbox.Tests.PostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.Transfer;

[NeedsPostgreSql]
public sealed class PostgreSqlToPostgreSqlTests() : TransferConformance(new PostgreSqlPlace(), new PostgreSqlPlace());

namespace Spotnana.Webhooks.Inbox.Tests.Transfer;

public sealed class SqliteToSqliteTests() : TransferConformance(new SqlitePlace(), new SqlitePlace());

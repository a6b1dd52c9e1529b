using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>An inbox whose bodies are encrypted keeps all the same rules.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlEncryptedInboxTests : PostgreSqlInboxTests
{
    public override async Task DisposeAsync()
    {
        var inTheClear = await Database.QueryAsync(
            """
            SELECT (SELECT count(*) FROM payload WHERE key_id IS NULL) + (SELECT count(*) FROM attempt WHERE error NOT LIKE 'enc:%')
            """,
            row => row.GetInt64(0));
        await base.DisposeAsync();
        Assert.Equal([0], inTheClear);
    }

    private protected override EncryptionKeys Keys { get; } = TestKeys.Of("first", "former");

    private protected override EncryptionKeys InboxKeys => Keys;
}

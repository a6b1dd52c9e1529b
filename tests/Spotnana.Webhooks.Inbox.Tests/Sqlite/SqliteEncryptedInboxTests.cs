using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>An inbox whose bodies are encrypted keeps all the same rules.</summary>
public sealed class SqliteEncryptedInboxTests : SqliteInboxTests
{
    public override async Task DisposeAsync()
    {
        var inTheClear = Folder.Query(
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

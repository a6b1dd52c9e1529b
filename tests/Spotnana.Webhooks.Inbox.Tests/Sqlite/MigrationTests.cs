using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Schema;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

public sealed class MigrationTests : IDisposable
{
    private readonly InboxFolder _folder = new();

    public void Dispose() => _folder.Delete();

    [Fact]
    public async Task A_file_of_the_first_release_is_brought_up_to_date_and_tells_when_each_subscription_was_last_heard()
    {
        _folder.Execute(
            $"""
            {SchemaScript.Version1}
            PRAGMA application_id = {SqliteSchema.ApplicationId};
            INSERT INTO meta (key, value) VALUES ('schema_version', 1), ('oldest_reader_version', 1);
            WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 300)
            INSERT INTO delivery (subscription, id, sha256, occurred_at, sent_at, received_at, bytes, state, settled_at)
            SELECT iif(n = 7, 'rare', 's'), n, zeroblob(32), 0, 0, n * 1000000, 0, 3, 0 FROM number;
            """);

        await using var inbox = new SqliteInbox(
            new SqliteInboxOptions { Path = _folder.File }, new FakeTimeProvider(Make.Start), NullLogger<SqliteInbox>.Instance);
        Assert.True(await inbox.TryOpenAsync(default));

        Assert.Equal(
            [("rare", 7), ("s", 300)],
            (await inbox.ReadContactsAsync(default)).Select(contact => (contact.Subscription, contact.SilentSince.ToUnixTimeSeconds())));
        Assert.Equal([AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("a")], default));
    }
}

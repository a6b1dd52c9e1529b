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

        await using var inbox = New();
        Assert.True(await inbox.TryOpenAsync(default));

        Assert.Equal(
            [("rare", 7), ("s", 300)],
            (await inbox.ReadContactsAsync(default)).Select(contact => (contact.Subscription, contact.SilentSince.ToUnixTimeSeconds())));
        Assert.Equal([AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("a")], default));
    }

    [Fact]
    public async Task A_file_of_the_release_before_keeps_what_that_release_needs_to_use_it_again()
    {
        OldFile.Create(_folder.File);
        var triggers = Triggers();

        await using (var inbox = New())
        {
            Assert.True(await inbox.TryOpenAsync(default));
            await inbox.AppendAsync([Make.Entry(Make.Delivery("a", body: new string('x', 10_000)))], default);
        }

        Assert.Equal(["layout 1", "oldest_reader_version 1", "schema_version 5"], Versions());
        Assert.Equal(16, triggers.Count);
        Assert.Equal(triggers, Triggers());
        Assert.Equal([4096], _folder.Query("PRAGMA page_size", row => row.GetInt32(0)));
        Assert.Equal([0], _folder.Query("SELECT codec FROM payload", row => row.GetInt32(0)));
    }

    [Fact]
    public async Task A_new_file_has_large_pages_and_no_triggers_and_is_refused_by_the_release_before()
    {
        await using var inbox = New();
        Assert.True(await inbox.TryOpenAsync(default));

        Assert.Equal(["layout 2", "oldest_reader_version 3", "schema_version 5"], Versions());
        Assert.Empty(Triggers());
        Assert.Equal([8192], _folder.Query("PRAGMA page_size", row => row.GetInt32(0)));
    }

    private SqliteInbox New() =>
        new(new SqliteInboxOptions { Path = _folder.File }, new FakeTimeProvider(Make.Start), NullLogger<SqliteInbox>.Instance);

    private List<string> Triggers() =>
        _folder.Query("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name", row => row.GetString(0));

    private List<string> Versions() => _folder.Query(
        "SELECT concat_ws(' ', key, value) FROM meta WHERE key LIKE '%version' OR key = 'layout' ORDER BY key", row => row.GetString(0));
}

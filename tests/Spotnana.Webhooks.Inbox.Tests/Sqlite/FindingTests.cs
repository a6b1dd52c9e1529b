using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Keeping;
using SqliteErasing = Spotnana.Webhooks.Sqlite.Keeping.Erasing;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

public sealed class FindingTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Personal =
        ["avery.example@example.com", "0167489900311", "EXA7QW", "INV-2026-004711", "4974a66b-7493"];

    private static readonly string Booked =
        $$$$"""
        {"payload":{"sourcePnrId":"{{{{Personal[2]}}}}","ticketNumber":"{{{{Personal[1]}}}}","invoiceNumber":"{{{{Personal[3]}}}}",
            "primaryTraveler":{"email":"{{{{Personal[0]}}}}","userId":{"id":"{{{{Personal[4]}}}}" } } } }
        """;

    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly TestKeys _keys = new("first");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task No_email_address_locator_ticket_or_invoice_number_stands_in_the_files()
    {
        await using (var inbox = await OpenAsync(_keys.Keys))
        {
            await inbox.AppendAsync(
                [.. Enumerable.Range(0, 50).Select(i => Make.Unhandled(Make.Delivery($"d{i}", body: Booked)))], default);
            await WriteAsync(inbox, _keys.Keys);
            foreach (var text in Personal)
                Assert.NotEmpty(await FindAsync(inbox, _keys.Keys, text));
        }

        Assert.NotEmpty(_folder.Query("SELECT key FROM delivery_key", row => row.GetInt64(0)));
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_folder.File)!))
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ToLowerInvariant();
            Assert.All(Personal, one => Assert.DoesNotContain(one.ToLowerInvariant(), text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_body_whose_encryption_key_is_missing_gets_its_keys_when_that_is_there_again()
    {
        const string Body = """{"payload":{"ticketNumber":"0167489900311"}}""";
        await using (var inbox = await OpenAsync(_keys.Keys))
            await inbox.AppendAsync([Make.Unhandled(Make.Delivery("a", "pnr/1", body: Body))], default);

        using var keys = new TestKeys("other", "first"); // the hash key needs the first one, too
        await using var next = await OpenAsync(keys.Keys);
        await HashKeys.OpenAsync(next, keys.Keys, default);
        await next.AppendAsync([Make.Unhandled(Make.Delivery("b", "pnr/2", body: Body))], default);
        _folder.Execute("UPDATE payload SET key_id = 'gone'");
        await WriteAsync(next, keys.Keys);
        Assert.Empty(await FindAsync(next, keys.Keys, "0167489900311"));
        Assert.Equal(["b"], await FindAsync(next, keys.Keys, "pnr/2"));
        Assert.Equal(2, Unread());

        _folder.Execute($"UPDATE payload SET key_id = iif(seq = 1, '{TestKeys.Id("first")}', '{TestKeys.Id("other")}')");
        await WriteAsync(next, keys.Keys);

        Assert.Equal(["b", "a"], await FindAsync(next, keys.Keys, "0167489900311"));
        Assert.Equal(0, Unread());
    }

    [Fact]
    public async Task What_an_older_release_stores_removes_or_erases_is_found_as_it_is_by_then()
    {
        await using var inbox = await OpenAsync(EncryptionKeys.None);
        const string Body = """{"payload":{"ticketNumber":"0167489900311"}}""";
        await inbox.AppendAsync(
            [.. Enumerable.Range(0, 3).Select(i => Make.Unhandled(Make.Delivery($"d{i}", $"pnr/{i}", body: Body)))], default);
        await WriteAsync(inbox, EncryptionKeys.None);
        Assert.Equal(["d2", "d1", "d0"], await FindAsync(inbox, EncryptionKeys.None, "0167489900311"));

        _folder.Execute(
            $"""
            DELETE FROM payload WHERE seq < 3;
            DELETE FROM delivery WHERE id = 'd0';
            {SqliteErasing.EraseSql.Replace("$delivery", "2", StringComparison.Ordinal)};
            """);

        Assert.Equal(["d2"], await FindAsync(inbox, EncryptionKeys.None, "0167489900311"));
        Assert.Equal(["d1"], await FindAsync(inbox, EncryptionKeys.None, "D1"));
        Assert.Equal([2, 3], _folder.Query("SELECT DISTINCT delivery FROM delivery_key ORDER BY 1", row => row.GetInt64(0)));
    }

    [Fact]
    public void A_look_up_seeks()
    {
        InboxFile.Open(_folder.File).Dispose();

        Assert.Equal(
            [
                "SEARCH found USING PRIMARY KEY (part=? AND key=? AND delivery<?)", "SEARCH payload USING INTEGER PRIMARY KEY (rowid=?)",
                "SEARCH delivery USING INTEGER PRIMARY KEY (rowid=?)",
            ],
            Plan(KeyReads.FindSql));
        Assert.Contains(
            "SEARCH delivery USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)", Plan(KeyReads.WithoutSql));
        Assert.Equal(
            ["SEARCH delivery_key USING COVERING INDEX delivery_key_unread (delivery>?)"],
            Plan(KeyReads.UnreadSql));
    }

    private IEnumerable<string> Plan(string sql) => _folder.Query($"EXPLAIN QUERY PLAN {sql}", row => row.GetString(3))
        .Where(line => line.StartsWith("SEARCH", StringComparison.Ordinal) || line.StartsWith("SCAN", StringComparison.Ordinal)
            || line.Contains("TEMP B-TREE", StringComparison.Ordinal));

    private long Unread() => _folder.Query("SELECT count(*) FROM delivery_key WHERE key = 0", row => row.GetInt64(0))[0];

    private async Task<SqliteInbox> OpenAsync(EncryptionKeys keys)
    {
        var inbox = new SqliteInbox(new SqliteInboxOptions { Path = _folder.File }, _time, NullLogger<SqliteInbox>.Instance, keys);
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }

    private async Task WriteAsync(SqliteInbox inbox, EncryptionKeys keys)
    {
        var writer = new KeyWriter(inbox, inbox, inbox, keys, _time);
        while (await writer.RunAsync(default))
        {
        }
    }

    private static async Task<IEnumerable<string>> FindAsync(SqliteInbox inbox, EncryptionKeys keys, string key) =>
        (await new DeliveryFinder(inbox, new InboxHashKeys(inbox, keys)).FindAsync(key, 100, null, default))!.Deliveries
            .Select(delivery => delivery.Id);
}

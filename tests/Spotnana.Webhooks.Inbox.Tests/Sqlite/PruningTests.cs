using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>The effects of pruning on the file.</summary>
public sealed class PruningTests : IAsyncLifetime
{
    private static readonly Retention Days = new(TimeSpan.FromDays(7), TimeSpan.FromDays(20), TimeSpan.FromDays(30));

    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private SqliteInbox _inbox = null!;
    private int _stored;

    public async Task InitializeAsync() => _inbox = await OpenAsync();

    public async Task DisposeAsync()
    {
        await _inbox.DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task The_file_does_not_grow_while_as_much_is_pruned_as_is_stored()
    {
        await StoreAsync(500);
        var full = Pages();

        for (var week = 0; week < 8; week++)
        {
            _time.Advance(Days.Payloads);
            await PruneAsync();
            await StoreAsync(500);
        }

        Assert.InRange(Pages(), full / 2, full + (full / 2)); // the rows without bodies are there for a month
    }

    [Fact]
    public async Task What_a_backlog_took_is_given_back_to_the_disk()
    {
        await StoreAsync(3000);
        var full = Pages();
        _time.Advance(Days.Payloads);

        await PruneAsync();

        Assert.InRange(Pages(), 1, full - 250);
        Assert.InRange(Read("PRAGMA freelist_count") * Read("PRAGMA page_size"), 0, 16 << 20);
        Assert.Equal(["ok"], _folder.Query("PRAGMA integrity_check", row => row.GetString(0)));
    }

    [Fact]
    public async Task Large_bodies_go_a_few_at_a_time()
    {
        var large = new string('x', 3 << 20);
        await _inbox.AppendAsync(
            [.. Enumerable.Range(0, 5).Select(i => Make.Unhandled(Make.Delivery($"{i}", body: $"{i}{large}")))], default);
        _time.Advance(Days.Payloads);

        Assert.Equal(new PruneOutcome(2, 0, true), await _inbox.PruneAsync(Days, 100, default));
    }

    private async Task<SqliteInbox> OpenAsync()
    {
        var inbox = new SqliteInbox(new SqliteInboxOptions { Path = _folder.File }, _time, NullLogger<SqliteInbox>.Instance);
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }

    private async Task StoreAsync(int count)
    {
        var body = Make.Incompressible(8000);
        await _inbox.AppendAsync(
            [.. Enumerable.Range(0, count).Select(_ => Make.Unhandled(Make.Delivery($"{++_stored}", body: $"{_stored}{body}")))], default);
    }

    private async Task PruneAsync()
    {
        while ((await _inbox.PruneAsync(Days, 200, default)).IsMoreDue)
        {
        }
    }

    private long Pages() => Read("PRAGMA page_count");

    private long Read(string sql) => _folder.Query(sql, row => row.GetInt64(0))[0];
}

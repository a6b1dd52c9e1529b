using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>Reading while something is written, and long redrives that are cut off.</summary>
public sealed class SqliteReadingTests : IAsyncLifetime
{
    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private SqliteInbox _inbox = null!;

    public async Task InitializeAsync()
    {
        _inbox = New(_folder);
        Assert.True(await _inbox.TryOpenAsync(default));
    }

    public async Task DisposeAsync()
    {
        await _inbox.DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task A_listing_does_not_wait_for_what_is_written()
    {
        await _inbox.AppendAsync([Make.Entry("a")], default);
        using var writer = _folder.Connect();
        using var transaction = writer.BeginTransaction(deferred: false);
        var append = _inbox.AppendAsync([Make.Entry("b")], default);

        Assert.Equal("a", Assert.Single((await _inbox.ListAsync(DeliveryFilter.All, 10, null, default)).Deliveries).Id);
        Assert.Single(await _inbox.ListHandlersAsync(default));

        Assert.False(append.IsCompleted);
        await transaction.RollbackAsync();
        Assert.Equal([AppendOutcome.Stored], await append);
    }

    [Fact]
    public async Task The_reading_connection_cannot_write()
    {
        await _inbox.AppendAsync([Make.Entry("a")], default);
        using var session = SqliteSession.OpenToRead(_folder.File);

        Assert.Throws<SqliteException>(() => session.Execute("DELETE FROM payload"));
    }

    [Fact]
    public async Task Between_two_readings_no_snapshot_is_held()
    {
        await _inbox.AppendAsync([Make.Entry("a")], default);
        await _inbox.ListAsync(DeliveryFilter.All, 10, null, default);
        using var session = InboxFile.Open(_folder.File);

        session.Execute("PRAGMA wal_checkpoint(TRUNCATE)"); // waits for readers

        Assert.Equal(0, new FileInfo(_folder.File + "-wal").Length);
    }

    [Fact]
    public async Task Where_a_filter_finds_little_among_much_a_page_is_bounded_and_the_listing_still_complete()
    {
        await _inbox.AppendAsync([.. Enumerable.Range(0, 500)
            .Select(i => Make.Entry(Make.Delivery($"{i}", $"pnr/{i}", operation: i % 97 == 0 ? "RARE" : "COMMON")))], default);
        await using var reader = new SqliteReader<ReadStatements>(
            _folder.File, session => new ReadStatements(session, session.Bodies), static _ => { });
        var filter = new DeliveryFilter { Operation = new("RARE") };
        var (pages, ids) = (0, new List<string>());

        for (DeliveryCursor? cursor = null; ; pages++)
        {
            var before = cursor;
            var page = await reader.RunAsync(
                it => it.Listing.Page(filter, oldestFirst: false, 10, before, Make.Start, mostRows: 20), default);
            Assert.InRange(page.Deliveries.Count, 0, 1);
            ids.AddRange(page.Deliveries.Select(row => row.Id));
            if ((cursor = page.Next) is null)
                break;
        }

        Assert.Equal(["485", "388", "291", "194", "97", "0"], ids);
        Assert.Equal(24, pages);
        (pages, ids) = (0, []);
        for (long? after = 0; after is { } place; pages++)
        {
            var pending = filter with { State = DeliveryState.Pending };
            (var found, after) = await reader.RunAsync(it => it.Listing.ForRedrive(pending, place, 400, 10, mostRows: 20), default);
            ids.AddRange(found.Select(sequence => $"{sequence - 1}"));
        }

        Assert.Equal(["0", "97", "194", "291", "388"], ids);
        Assert.Equal(20, pages);
    }

    [Fact]
    public async Task A_redrive_that_a_crash_cuts_off_leaves_each_delivery_whole_and_can_be_done_again()
    {
        await _inbox.AppendAsync(
            [.. Enumerable.Range(0, 1000).Select(i => Make.Unhandled(Make.Delivery($"{i}", i % 2 == 0 ? null : $"pnr/{i % 50}")))],
            default);
        var (killed, read) = (new InboxFolder(), 0);
        var filter = new DeliveryFilter { State = DeliveryState.Unhandled };

        var totals = await _inbox.RedriveAsync(filter, false, Reread, default);

        Assert.Equal(new RedriveTotals(1000, 2000, 0), totals);
        await using (var inbox = New(killed))
        {
            Assert.True(await inbox.TryOpenAsync(default));
            var summary = await inbox.ReadSummaryAsync(default);
            var done = summary.Deliveries[DeliveryState.Pending];
            Assert.InRange(done, 1, 999);
            Assert.Equal((2 * done, 1000 - done), (summary.Backlog, summary.Deliveries[DeliveryState.Unhandled]));
            Assert.Equal(
                new RedriveTotals(1000 - done, 2 * (1000 - done), 0),
                await inbox.RedriveAsync(filter, false, delivery => new(delivery, ["h", "i"]), default));
            Assert.Equal(2000, (await inbox.ReadSummaryAsync(default)).Backlog);
        }

        Assert.Equal(["ok"], killed.Query("PRAGMA integrity_check", row => row.GetString(0)));
        killed.Delete();

        InboxEntry Reread(Delivery delivery)
        {
            if (++read == 700)
                _folder.CopyAsKilled(killed.File);
            return new InboxEntry(delivery, ["h", "i"]);
        }
    }

    [Fact]
    public async Task What_the_store_does_not_take_at_a_redrive_is_left_and_its_neighbours_go_on()
    {
        await _inbox.AppendAsync(
            [Make.Unhandled(Make.Delivery("a")), Make.Unhandled(Make.Delivery("b")), Make.Unhandled(Make.Delivery("c"))], default);
        _folder.Execute("ALTER TABLE handling ADD COLUMN picky INTEGER CHECK (handler <> 'bad')");

        var totals = await _inbox.RedriveAsync(
            new() { State = DeliveryState.Unhandled }, false,
            delivery => new(delivery with { Subject = "new" }, delivery.Id == "b" ? ["good", "bad"] : ["good"]), default);

        Assert.Equal(new RedriveTotals(2, 2, 1), totals);
        var left = (await _inbox.FindAsync("b", null, default)).Single().Delivery;
        Assert.Equal((DeliveryState.Unhandled, "pnr/1", 0), (left.State, left.Subject, left.Handlings.Count));
    }

    [Fact]
    public async Task A_body_that_was_pruned_is_gone_for_readers_and_redrives()
    {
        await _inbox.AppendAsync([Make.Entry("a"), Make.Unhandled(Make.Delivery("b"))], default);
        var lease = Assert.Single(await _inbox.LeaseAsync("h", 1, TimeSpan.FromMinutes(1), default));
        await _inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default);
        _folder.Execute("DELETE FROM payload");

        foreach (var row in (await _inbox.ListAsync(DeliveryFilter.All, 10, null, default)).Deliveries)
        {
            Assert.Equal(PayloadState.Gone, (await _inbox.ReadPayloadAsync(row.Sequence, default)).State);
            Assert.Equal(
                new RedriveResult(RedriveOutcome.BodyGone),
                await _inbox.RedriveAsync(row.Sequence, null, delivery => new(delivery, ["h"]), default));
        }

        Assert.Equal(
            new RedriveTotals(0, 0, 1),
            await _inbox.RedriveAsync(new() { State = DeliveryState.Completed }, true, delivery => new(delivery, ["h"]), default));
    }

    [Fact]
    public async Task Before_the_inbox_is_open_and_after_its_end_nothing_is_read()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => New(_folder).ListHandlersAsync(default));
        await _inbox.ListHandlersAsync(default);
        await _inbox.DisposeAsync();
        await _inbox.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => _inbox.ListHandlersAsync(default));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _inbox.PauseAsync("h", default));
        Assert.False(File.Exists(_folder.File + "-wal"));
    }

    private SqliteInbox New(InboxFolder folder) =>
        new(new SqliteInboxOptions { Path = folder.File }, _time, NullLogger<SqliteInbox>.Instance);
}

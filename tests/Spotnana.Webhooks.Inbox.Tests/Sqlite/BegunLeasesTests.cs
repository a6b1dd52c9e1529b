using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Flow;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>What the death of the process is blamed on: the deliveries whose handlers ran, and no others.</summary>
public sealed class BegunLeasesTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new(Make.Start);
    private InboxFolder _folder = new();
    private SqliteInbox _inbox = null!;

    public async Task InitializeAsync() => _inbox = await OpenAsync();

    public async Task DisposeAsync()
    {
        await _inbox.DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task What_was_handed_over_and_had_not_begun_is_as_new()
    {
        var taker = new TestTaker(places: 9);
        _inbox.HandOverTo(taker);
        await AppendAsync("a", "b");
        Assert.True(await _inbox.BeginAsync(Taken(taker, "a")));

        await DieAsync();

        Assert.Equal([("a", 2, 1), ("b", 1, 0)], await LeaseAsync());
        Assert.Equal(["a 1 lost"], Attempts());
    }

    [Fact]
    public async Task What_is_handed_over_is_stored_as_leased_by_then()
    {
        var seen = new List<string>();
        _inbox.HandOverTo(new TestTaker(places: 9)
        {
            OnTake = lease => seen.AddRange(_folder.Query(
                "SELECT concat_ws(' ', delivery.id, attempts, token) FROM lane JOIN delivery ON seq = leased "
                    + "JOIN handling ON delivery = seq WHERE seq = $seq",
                row => row.GetString(0),
                ("$seq", lease.Sequence))),
        });

        await AppendAsync("a", "b");

        Assert.Equal(["a 1 1", "b 1 1"], seen);
    }

    [Fact]
    public async Task What_was_leased_to_one_that_says_when_it_begins_and_had_not_begun_is_as_new()
    {
        await AppendAsync("a", "b", "c");
        _inbox.HandOverTo(new TestTaker(places: 0));
        var leases = await _inbox.LeaseAsync("h", 3, Minute, default);
        Assert.True(await _inbox.BeginAsync(leases.Single(lease => lease.Delivery.Id == "a")));
        await _inbox.AppendAsync([Make.Entry("next", "pnr/c", occurred: 1)], default);
        var done = Settlement.Completed(leases.Single(lease => lease.Delivery.Id == "c"), default);
        Assert.NotNull((await _inbox.SettleAsync(done, Minute, default)).Next);

        await DieAsync();

        Assert.Equal([("a", 2, 1), ("b", 1, 0), ("next", 1, 0)], await LeaseAsync());
    }

    [Fact]
    public async Task Who_does_not_say_when_it_begins_has_begun_with_the_lease()
    {
        _inbox.HandOverTo(new TestTaker(places: 9));
        await _inbox.AppendAsync([Make.Entry(Make.Delivery("a"), "h", "other")], default);
        await _inbox.AppendAsync([Make.Entry(Make.Delivery("b", occurred: 1), "other")], default);
        var lease = Assert.Single(await _inbox.LeaseAsync("other", 9, Minute, default));
        await _inbox.SettleAsync([new(Settlement.Completed(lease, default), Minute)], default);

        await DieAsync();

        Assert.Equal([("a", 1, 0)], await LeaseAsync());
        Assert.Equal([("b", 2, 1)], await LeaseAsync("other"));
    }

    [Fact]
    public async Task Only_a_suspect_that_had_begun_is_blamed_in_the_place_of_others()
    {
        await AppendAsync("suspect", "a");
        var leases = await _inbox.LeaseAsync("h", 9, Minute, default);
        await _inbox.SettleAsync(Settlement.Released(leases.Single(lease => lease.Delivery.Id == "a"), _time.GetUtcNow()), null, default);
        await DieAsync();
        var taker = new TestTaker(places: 9);
        _inbox.HandOverTo(taker);
        var again = await _inbox.LeaseAsync("h", 9, Minute, default);
        Assert.True(again.Single(lease => lease.Delivery.Id == "suspect").IsSuspect);
        await _inbox.BeginAsync(again.Single(lease => lease.Delivery.Id == "a"));

        await DieAsync();

        Assert.Equal(["a 1 lost", "suspect 1 lost"], Attempts());

        _inbox.HandOverTo(taker);
        again = await _inbox.LeaseAsync("h", 1, Minute, default);
        await _inbox.BeginAsync(Assert.Single(again));
        await _inbox.AppendAsync([Make.Entry("new", "pnr/new")], default);
        await _inbox.BeginAsync(Taken(taker, "new"));

        await DieAsync();

        Assert.Equal(3, Attempts().Count);
        Assert.Contains($"{again[0].Delivery.Id} 2 lost", Attempts());
        Assert.Contains(("new", 1, 0), await LeaseAsync());
    }

    [Fact]
    public async Task What_was_settled_leaves_nothing_behind()
    {
        var taker = new TestTaker(places: 9);
        _inbox.HandOverTo(taker);
        await AppendAsync("a");
        await _inbox.BeginAsync(taker.Taken[0]);
        await _inbox.SettleAsync(Settlement.Retry(taker.Taken[0], default, "later", _time.GetUtcNow()), null, default);
        Assert.Single(await _inbox.LeaseAsync("h", 1, Minute, default));

        await DieAsync();

        Assert.Equal([("a", 2, 0)], await LeaseAsync());
    }

    [Theory]
    [InlineData("no table")]
    [InlineData("noise")]
    [InlineData("cut off")]
    [InlineData("a table of another size")]
    public async Task Without_a_table_that_can_be_read_all_are_blamed(string state)
    {
        _inbox.HandOverTo(new TestTaker(places: 9));
        await AppendAsync("a", "b");

        await DieAsync(table => state switch
        {
            "no table" => [],
            "noise" => Noise(table.Length),
            "cut off" => table[..^1],
            _ => [.. table[..8], 1, .. table[9..]],
        });

        Assert.Equal([("a", 2, 1), ("b", 2, 1)], await LeaseAsync());

        static byte[] Noise(int length)
        {
            var noise = new byte[length];
            new Random(13).NextBytes(noise);
            return noise;
        }
    }

    [Fact]
    public async Task After_an_end_with_nothing_leased_the_next_start_is_told_nothing()
    {
        _inbox.HandOverTo(new TestTaker(places: 9));
        await _inbox.DisposeAsync();
        Assert.All(File.ReadAllBytes(_folder.File + ".lock")[..16], value => Assert.Equal(0, value));

        _inbox = await OpenAsync();
        _inbox.HandOverTo(new TestTaker(places: 9));
        await AppendAsync("a");
        await _inbox.DisposeAsync();
        _inbox = await OpenAsync();

        Assert.Equal([("a", 1, 0)], await LeaseAsync());
    }

    [Fact]
    public async Task A_lease_that_runs_out_before_it_begins_costs_no_attempt()
    {
        var taker = new TestTaker(places: 9);
        _inbox.HandOverTo(taker);
        await AppendAsync("a", "b");
        await _inbox.BeginAsync(Taken(taker, "a"));

        _time.Advance(2 * Minute);

        Assert.Equal([("a", 2, 1), ("b", 1, 0)], await LeaseAsync());
        Assert.Equal(["a 1 lost"], Attempts());
        Assert.False((await _inbox.SettleAsync(Settlement.Completed(Taken(taker, "b"), default), null, default)).WasHeld);
    }

    [Fact]
    public void A_table_that_is_full_says_so_until_there_is_room_again()
    {
        using var file = File.OpenHandle(Path.Combine(_folder.Path, "table"), FileMode.CreateNew, FileAccess.ReadWrite);
        var table = new BegunTable(file, slots: 2);
        var begun = new BegunLeases(table, slots: 2, NullLogger.Instance);
        begun.Clear();
        foreach (var lane in (long[])[1, 2, 3, 4])
            begun.Begin(lane, token: 7);
        Assert.Null(table.Read());

        begun.End(3, 7);
        Assert.Null(table.Read());
        begun.End(4, 7);
        begun.End(4, 7);
        Assert.Equal([(1, 7), (2, 7)], table.Read()!.Order());

        begun.Forget(1, 7);
        begun.Begin(5, 8);
        Assert.Equal([(2, 7), (5, 8)], table.Read()!.Order());
        Assert.Equal([false, true, true, true], ((long[])[1, 2, 3, 4]).Select(lane => begun.Contains(lane, 7)));
    }

    private static Lease Taken(TestTaker taker, string id) => taker.Taken.Single(lease => lease.Delivery.Id == id);

    private async Task AppendAsync(params string[] ids) =>
        await _inbox.AppendAsync([.. ids.Select(id => Make.Entry(id, "pnr/" + id))], default);

    /// <summary>All that can be leased, suspects one after the other.</summary>
    private async Task<List<(string Id, int Attempt, int Lost)>> LeaseAsync(string handler = "h")
    {
        var all = new List<(string, int, int)>();
        for (var i = 0; i < 9; i++)
        {
            foreach (var lease in await _inbox.LeaseAsync(handler, 9, Minute, default))
            {
                all.Add((lease.Delivery.Id, lease.Attempt, lease.LostAttempts));
                await _inbox.SettleAsync(Settlement.Completed(lease, default), null, default);
            }

            _time.Advance(Lease.SuspectPause);
        }

        return [.. all.Order()];
    }

    private List<string> Attempts() => _folder.Query(
        "SELECT concat_ws(' ', id, number, outcome) FROM attempt JOIN delivery ON delivery.seq = attempt.delivery "
            + "WHERE outcome = 'lost' ORDER BY 1",
        row => row.GetString(0));

    // The file is copied while the engine runs: that is what a killed process leaves. The table can be read once its lock is given up.
    private async Task DieAsync(Func<byte[], byte[]>? change = null)
    {
        var killed = new InboxFolder();
        _folder.CopyAsKilled(killed.File);
        await _inbox.DisposeAsync();
        var table = await File.ReadAllBytesAsync(_folder.File + ".lock");
        await File.WriteAllBytesAsync(killed.File + ".lock", change?.Invoke(table) ?? table);
        _folder.Delete();
        _folder = killed;
        _inbox = await OpenAsync();
    }

    private async Task<SqliteInbox> OpenAsync()
    {
        var inbox = new SqliteInbox(new SqliteInboxOptions { Path = _folder.File }, _time, NullLogger<SqliteInbox>.Instance);
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }
}

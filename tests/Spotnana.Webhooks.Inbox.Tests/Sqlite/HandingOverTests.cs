using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Flow;
using Spotnana.Webhooks.TestLogging;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>Room that is reserved while a group is written is taken or given back, whatever becomes of the group.</summary>
public sealed class HandingOverTests : IAsyncLifetime
{
    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly TestTaker _taker = new(places: 999);
    private SqliteSession _session = null!;
    private WriteStatements _statements = null!;
    private WriteThread _thread = null!;

    public Task InitializeAsync()
    {
        _session = InboxFile.Open(_folder.File);
        _statements = new WriteStatements(
            _session, _folder.File, new ListLogger<SqliteInbox>(), new(TimeProvider.System, NullLogger.Instance));
        _thread = new WriteThread(_session, new WorkSignal(_time), _folder.File, _ => { });
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _thread.StopAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task Each_of_a_group_is_handed_over_once()
    {
        var (first, second) = await TogetherAsync(() => AppendAsync(Make.Entry("a")), () => AppendAsync(Make.Entry("b", "pnr/2")));

        Assert.Equal([AppendOutcome.Stored], await first);
        Assert.Equal([AppendOutcome.Stored], await second);
        Assert.Equal(["a", "b"], _taker.Taken.Select(lease => lease.Delivery.Id));
        Assert.Equal(0, _taker.Reserved);
    }

    [Fact]
    public async Task A_lane_that_one_of_a_group_leases_is_not_idle_for_the_next()
    {
        var (first, second) = await TogetherAsync(() => AppendAsync(Make.Entry("a")), () => AppendAsync(Make.Entry("b", occurred: -1)));

        await Task.WhenAll(first, second);
        Assert.Equal("a", Assert.Single(_taker.Taken).Delivery.Id);
        Assert.Equal(0, _taker.Reserved);
    }

    [Fact]
    public async Task A_fault_of_one_caller_costs_the_others_no_delivery_and_no_room()
    {
        var (good, bad) = await TogetherAsync(() => AppendAsync(Make.Entry("a"), Make.Entry("b", "pnr/2")), FailAsync);

        Assert.Equal([AppendOutcome.Stored, AppendOutcome.Stored], await good);
        await Assert.ThrowsAsync<ArgumentException>(() => bad);
        await EachIsLeasedOnceAsync("a", "b");
    }

    [Fact]
    public async Task An_entry_that_does_not_fit_costs_its_neighbours_no_delivery_and_no_room()
    {
        var bad = Make.Delivery("bad", "pnr/3") with { Sha256 = new byte[3] };

        var (first, second) = await TogetherAsync(
            () => AppendAsync(Make.Entry("a")),
            () => AppendAsync(Make.Entry("b", "pnr/2"), Make.Entry(bad), Make.Entry("c", "pnr/4")));

        Assert.Equal([AppendOutcome.Stored], await first);
        Assert.Equal([AppendOutcome.Stored, AppendOutcome.Refused, AppendOutcome.Stored], await second);
        await EachIsLeasedOnceAsync("a", "b", "c");
        Assert.Equal([AppendOutcome.Stored], await AppendAsync(Make.Entry("later", "pnr/5")));
        Assert.Equal("later", _taker.Taken[^1].Delivery.Id);
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_handed_over_and_all_room_is_given_back()
    {
        var pages = await _thread.RunAsync(() => _session.ReadInteger("PRAGMA page_count"), 0, default);
        await _thread.RunAsync(() => _session.ReadInteger($"PRAGMA max_page_count = {pages + 20}"), 0, default);
        var batch = Enumerable.Range(0, 50)
            .Select(i => Make.Entry(Make.Delivery($"{i}", $"pnr/{i}", body: Make.Incompressible(60_000) + i))).ToArray();

        var (small, large) = await TogetherAsync(() => AppendAsync(Make.Entry("small", "pnr/small")), () => AppendAsync(batch));
        await Assert.ThrowsAsync<InboxUnavailableException>(() => small);
        await Assert.ThrowsAsync<InboxUnavailableException>(() => large);
        Assert.Empty(_taker.Taken);
        Assert.Equal(0, _taker.Reserved);

        await _thread.RunAsync(() => _session.ReadInteger("PRAGMA max_page_count = 1000000"), 0, default);
        await AppendAsync(batch);
        Assert.Equal(50, _taker.Taken.Count);
        Assert.Equal(0, _taker.Reserved);
    }

    [Fact]
    public async Task What_was_cancelled_before_it_began_reserves_nothing()
    {
        using var gate = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        var ahead = _thread.RunAsync(() => { gate.Wait(); return 0; }, 0, default);
        var cancelled = AppendAsync([Make.Entry("a")], stop.Token);

        await stop.CancelAsync();
        gate.Set();

        await ahead;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal((0, 0), (_taker.Reserved, _taker.Taken.Count));
    }

    [Fact]
    public async Task Leases_of_large_bodies_come_a_few_at_a_time()
    {
        var body = new string('x', 3 << 20);
        await _thread.RunAsync(
            () => _statements.Appending.Run(
                [.. Enumerable.Range(0, 5).Select(i => Make.Entry($"{i}", $"pnr/{i}", body: body + i))], Make.Start), 0, default);

        var counts = new List<int>();
        for (var i = 0; i < 4; i++)
            counts.Add(await CountAsync());

        Assert.Equal([2, 2, 1, 0], counts);

        Task<int> CountAsync() =>
            _thread.RunAsync(() => _statements.Leasing.Run("h", 9, TimeSpan.FromMinutes(1), Make.Start).Count, 0, default);
    }

    private async Task EachIsLeasedOnceAsync(params string[] ids)
    {
        var leased = await _thread.RunAsync(() => _statements.Leasing.Run("h", 99, TimeSpan.FromMinutes(1), Make.Start), 0, default);
        Assert.Equal(ids, leased.Concat(_taker.Taken).Select(lease => lease.Delivery.Id).Order());
        Assert.All(leased, lease => Assert.Equal(1, lease.Attempt));
        Assert.Equal(0, _taker.Reserved);
    }

    /// <summary>Has two callers share a group: they come while the thread is busy.</summary>
    private async Task<(Task<TFirst> First, Task<TSecond> Second)> TogetherAsync<TFirst, TSecond>(
        Func<Task<TFirst>> first, Func<Task<TSecond>> second)
    {
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var ahead = _thread.RunAsync(() => { begun.Set(); gate.Wait(); return 0; }, 0, default);
        await Task.Run(begun.Wait);
        var both = (first(), second());
        gate.Set();
        await ahead;
        return both;
    }

    private Task<int> FailAsync() => _thread.RunAsync<int>(() => throw new ArgumentException("mine"), 0, default);

    private Task<IReadOnlyList<AppendOutcome>> AppendAsync(params InboxEntry[] entries) => AppendAsync(entries, default);

    private Task<IReadOnlyList<AppendOutcome>> AppendAsync(InboxEntry[] entries, CancellationToken cancellationToken)
    {
        var handingOver = new HandingOver(handler => handler == _taker.Handler ? _taker : null);
        return _thread.RunAsync(
            () => _statements.Appending.Run(entries, _time.GetUtcNow(), handingOver), 0, cancellationToken,
            new WriteFollowUp<IReadOnlyList<AppendOutcome>>(_ => handingOver.HandOver(), handingOver.Cancel));
    }
}

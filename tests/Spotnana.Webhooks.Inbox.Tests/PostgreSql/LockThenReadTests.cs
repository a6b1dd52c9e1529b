using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>Why a lane is locked in one statement and its head read in a later one.</summary>
[NeedsPostgreSql]
public sealed class LockThenReadTests : IAsyncLifetime
{
    // A statement with this in it takes its snapshot, and then waits here before it locks anything.
    private const string Gate = "WITH gate AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(42)) ";

    // The engine's own two statements in one.
    private const string MergedSql =
        $"""
        {Gate}
        SELECT lane.id, head.delivery FROM gate, lane
        CROSS JOIN LATERAL (
            SELECT handling.delivery FROM handling WHERE handling.lane = lane.id AND handling.state = 0
            ORDER BY handling.occurred_at, handling.delivery LIMIT 1) AS head
        WHERE handler = $2 AND due_at IS NOT NULL AND due_at <= coalesce($1, now())
        ORDER BY due_at, id LIMIT $3
        FOR UPDATE OF lane SKIP LOCKED
        """;

    private readonly InboxClock _clock = new();
    private TestDatabase _database = null!;
    private PostgreSqlInbox _inbox = null!;

    public async Task InitializeAsync()
    {
        _database = await TestServer.CreateDatabaseAsync();
        _inbox = await Replica.OpenAsync(_database);
        await _inbox.AppendAsync([Make.Entry("first", occurred: 1), Make.Entry("second", occurred: 2)], default);
    }

    public async Task DisposeAsync()
    {
        await _inbox.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task One_statement_that_locks_a_lane_and_reads_its_head_gives_out_what_is_completed_already()
    {
        var taken = new List<long>();
        await using var connection = await _database.ConnectAsync();

        await CompleteFirstDuringAsync(
            () => connection.RunAsync(
                default, new Step(MergedSql, _clock.Value, Values.Of("h"), Values.Of(10)) { Row = row => taken.Add(row.GetInt64(1)) }));

        Assert.Equal(["first"], await IdsAsync(taken)); // the new state of the lane with its former head: handled twice
    }

    [Fact]
    public async Task A_later_statement_reads_the_head_as_it_is_under_the_lock()
    {
        var (lanes, heads) = (new List<DueLane>(), new Dictionary<long, LaneHead>());
        var lockSql = Leasing.DueLanesSql.Replace("WITH ", Gate.Trim() + ", ", StringComparison.Ordinal)
            .Replace("was_begun FROM lane", "was_begun FROM gate, lane", StringComparison.Ordinal);
        Assert.Contains("FROM gate, lane", lockSql, StringComparison.Ordinal);
        await using var connection = await _database.ConnectAsync();

        await CompleteFirstDuringAsync(
            () => connection.RunAsync(
                default, Step.Begin,
                new(lockSql, _clock.Value, Values.Of("h"), Values.Of(10)) { Row = row => lanes.Add(DueLane.Read(row)) }));
        var leasing = new Leasing(
            _clock, new BodyCodec(new BrotliCompression(), EncryptionKeys.None), TimeProvider.System,
            new(TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));
        await connection.RunAsync(default, leasing.ReadHeads(lanes.Select(lane => lane.Id), heads), Step.Commit);

        Assert.Equal(["second"], heads.Values.Select(head => head.Delivery.Id));
    }

    /// <summary>Starts a statement behind the shut gate, lets the engine lease and complete the lane's head, and opens the gate.</summary>
    private async Task CompleteFirstDuringAsync(Func<Task> statement)
    {
        await using var gate = await _database.ConnectAsync();
        await gate.RunAsync(default, new Step("SELECT pg_advisory_lock(42)") { Row = _ => { } });
        var running = statement();
        const string AtTheGate = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
        await Wait.UntilAsync(async () =>
        {
            if (running.IsCompleted)
                await running;
            return (await _database.QueryAsync(AtTheGate, row => row.GetInt32(0))).Count > 0;
        });

        await CompleteFirstAsync();
        await gate.RunAsync(default, new Step("SELECT pg_advisory_unlock(42)") { Row = _ => { } });
        await running;
    }

    private async Task CompleteFirstAsync()
    {
        var lease = Assert.Single(await _inbox.LeaseAsync("h", 1, TimeSpan.FromMinutes(1), default));
        Assert.Equal("first", lease.Delivery.Id);
        Assert.True((await _inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default)).WasHeld);
    }

    private async Task<List<string>> IdsAsync(IEnumerable<long> sequences) =>
        await _database.QueryAsync("SELECT id FROM delivery WHERE seq = ANY($1)", row => row.GetString(0), sequences.ToArray());
}

using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

[NeedsPostgreSql]
public class PostgreSqlInboxTests : InboxConformance
{
    private const string WrongStates =
        """
        SELECT concat_ws(' ', 'delivery', seq, state, reason) FROM delivery
        WHERE (state = 0) <> EXISTS (SELECT FROM handling WHERE delivery = seq AND state = 0)
            OR state = 1 AND EXISTS (SELECT FROM handling WHERE delivery = seq AND state <> 1)
            OR state = 2 AND reason < 4 AND EXISTS (SELECT 1 FROM handling WHERE delivery = seq)
                AND reason IS DISTINCT FROM (SELECT min(reason) FROM handling WHERE delivery = seq AND state = 2)
            OR (state = 2) <> (reason IS NOT NULL)
            OR (state = 0) <> (settled_at IS NULL)
        """;

    private const string WrongLanes =
        """
        SELECT concat_ws(' ', 'lane', id, handler, due_at) FROM lane
        WHERE leased IS NULL AND due_at IS DISTINCT FROM (
                SELECT greatest(due_at, lane.held_until) FROM handling WHERE handling.lane = lane.id AND state = 0 ORDER BY occurred_at, delivery LIMIT 1)
            OR leased IS NOT NULL AND NOT EXISTS (SELECT FROM handling WHERE handling.lane = lane.id AND state = 0 AND delivery = leased)
        UNION ALL
        SELECT concat_ws(' ', 'lost', delivery, handler) FROM handling
        WHERE state = 0 AND NOT EXISTS (SELECT FROM lane WHERE lane.id = handling.lane AND lane.handler = handling.handler)
        UNION ALL
        SELECT concat_ws(' ', 'left', id) FROM lane WHERE subject IS NULL AND due_at IS NULL
        UNION ALL
        SELECT concat_ws(' ', 'key', delivery) FROM delivery_key WHERE NOT EXISTS (SELECT FROM delivery WHERE seq = delivery)
        """;

    private TestDatabase _database = null!;

    private protected TestDatabase Database => _database;

    private protected virtual EncryptionKeys Keys => EncryptionKeys.None;

    public override async Task InitializeAsync()
    {
        _database = await TestServer.CreateDatabaseAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Equal(
            await CountsAsync("handler, CASE state WHEN 0 THEN 0 ELSE reason END, count(*) FROM handling WHERE state <> 1 GROUP BY 1, 2"),
            await CountsAsync("handler, reason, sum(count) FROM tally WHERE handler <> '' GROUP BY 1, 2 HAVING sum(count) <> 0"));
        Assert.Equal(
            await CountsAsync("'', reason, count(*) FROM delivery WHERE reason IN (4, 5) GROUP BY 2"),
            await CountsAsync("'', reason, sum(count) FROM tally WHERE handler = '' GROUP BY 2 HAVING sum(count) <> 0"));
        Assert.Equal(
            await CountsAsync("'', state, count(*) FROM delivery GROUP BY 2"),
            await CountsAsync("'', state, sum(count) FROM delivery_tally WHERE state >= 0 GROUP BY 2 HAVING sum(count) <> 0"));
        Assert.Equal(
            await CountsAsync("'', -1, count(*) FROM delivery WHERE state = 2 AND reason = 3"),
            await CountsAsync("'', -1, sum(count) FROM delivery_tally WHERE state = -1"));
        Assert.Empty(await _database.QueryAsync(WrongStates + " UNION ALL " + WrongLanes, row => row.GetString(0)));
        await _database.DisposeAsync();
    }

    // A replica that ends leaves its leases to run out.
    protected override bool ReopeningEndsLeases => false;

    // Such a text in a column is an offender: its delivery is parked.
    protected override bool KeepsNul => false;

    protected override bool PrunesEarly => false;

    protected override IInbox Create() => new PostgreSqlInbox(
        new PostgreSqlInboxOptions { ConnectionString = _database.ConnectionString }, Time, NullLogger<PostgreSqlInbox>.Instance,
        new InboxClock(Time), Keys);

    private protected override async Task<int> KeysAsync(long sequence) => (int)(await _database.QueryAsync(
        "SELECT count(*) FROM delivery_key WHERE delivery = $1", row => row.GetInt64(0), sequence))[0];

    protected override async Task<IReadOnlyList<StoredCopy>> CopiesAsync(string id, string subscription = "s")
    {
        var copies = new List<StoredCopy>();
        foreach (var (sequence, state, reason) in await _database.QueryAsync(
            "SELECT seq, state, reason FROM delivery WHERE subscription = $1 AND id = $2 ORDER BY copy",
            row => (row.GetInt64(0), (DeliveryState)row.GetInt16(1), row.IsDBNull(2) ? default(DeadReason?) : (DeadReason)row.GetInt16(2)),
            subscription, id))
        {
            var payload = await Query.ReadPayloadAsync(sequence, default);
            copies.Add(new StoredCopy(
                state, reason, payload.State == Management.PayloadState.Found ? payload.Body.ToArray() : null,
                await HandlingsAsync(sequence), await TimelineAsync(sequence, subscription, id)));
        }

        return copies;
    }

    protected override async Task<bool> TryReopenAsync()
    {
        await Inbox.DisposeAsync();
        Inbox = Create();
        return await Inbox.TryOpenAsync(default);
    }

    private Task<List<string>> CountsAsync(string select) =>
        _database.QueryAsync($"SELECT {select} ORDER BY 1, 2", row => $"{row.GetString(0)} {row.GetValue(1)} {row.GetValue(2)}");

    private Task<List<StoredHandling>> HandlingsAsync(long sequence) => _database.QueryAsync(
        "SELECT handler, state, reason, attempts FROM handling WHERE delivery = $1 ORDER BY handler",
        row => new StoredHandling(
            row.GetString(0), (HandlingState)row.GetInt16(1), row.IsDBNull(2) ? null : (DeadReason)row.GetInt16(2), row.GetInt32(3)),
        sequence);

    private Task<List<string>> TimelineAsync(long sequence, string subscription, string id) => _database.QueryAsync(
        "SELECT handler, number, outcome, error FROM attempt WHERE delivery = $1 ORDER BY seq",
        row => StoredCopy.Line(
            row.GetString(0), row.GetInt32(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), Keys, subscription, id),
        sequence);
}

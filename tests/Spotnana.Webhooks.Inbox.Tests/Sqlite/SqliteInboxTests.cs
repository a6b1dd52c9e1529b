using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

public class SqliteInboxTests : InboxConformance
{
    private const string WrongStates =
        """
        SELECT concat_ws(' ', 'delivery', seq, state, reason) FROM delivery
        WHERE (state = 0) <> EXISTS (SELECT 1 FROM handling WHERE delivery = seq AND state = 0)
            OR state = 1 AND EXISTS (SELECT 1 FROM handling WHERE delivery = seq AND state <> 1)
            OR state = 2 AND reason < 4 AND EXISTS (SELECT 1 FROM handling WHERE delivery = seq)
                AND reason IS NOT (SELECT min(reason) FROM handling WHERE delivery = seq AND state = 2)
            OR (state = 2) <> (reason IS NOT NULL)
            OR (state = 0) <> (settled_at IS NULL)
        """;

    private const string WrongLanes =
        """
        SELECT concat_ws(' ', 'lane', id, handler, due_at) FROM lane
        WHERE leased IS NULL AND due_at IS NOT (
                SELECT max(due_at, coalesce(lane.held_until, 0)) FROM handling WHERE lane = id AND state = 0 ORDER BY occurred_at, delivery LIMIT 1)
            OR leased IS NOT NULL AND NOT EXISTS (SELECT 1 FROM handling WHERE lane = id AND state = 0 AND delivery = leased)
        UNION ALL
        SELECT concat_ws(' ', 'lost', delivery, handler) FROM handling
        WHERE state = 0 AND NOT EXISTS (SELECT 1 FROM lane WHERE lane.id = handling.lane AND lane.handler = handling.handler)
        UNION ALL
        SELECT concat_ws(' ', 'left', id) FROM lane WHERE subject IS NULL AND due_at IS NULL
        UNION ALL
        SELECT concat_ws(' ', 'key', delivery) FROM delivery_key WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE seq = delivery)
        """;

    private InboxFolder _folder = new();

    private protected InboxFolder Folder => _folder;

    private protected virtual EncryptionKeys Keys => EncryptionKeys.None;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Equal(["ok"], _folder.Query("PRAGMA integrity_check", row => row.GetString(0)));
        Assert.Empty(TallyCheck.Wrong(_folder));
        Assert.Empty(_folder.Query(WrongStates + " UNION ALL " + WrongLanes, row => row.GetString(0)));
        _folder.Delete();
    }

    protected override IInbox Create() =>
        new SqliteInbox(new SqliteInboxOptions { Path = _folder.File }, Time, NullLogger<SqliteInbox>.Instance, Keys);

    private protected override Task<int> KeysAsync(long sequence) => Task.FromResult(
        _folder.Query($"SELECT count(*) FROM delivery_key WHERE delivery = {sequence}", row => row.GetInt32(0))[0]);

    protected override Task<IReadOnlyList<StoredCopy>> CopiesAsync(string id, string subscription = "s") =>
        Task.FromResult<IReadOnlyList<StoredCopy>>(_folder.Query(
            "SELECT seq, state, reason, codec, body, bytes, key_id, copy FROM delivery LEFT JOIN payload USING (seq) "
                + "WHERE subscription = $subscription AND id = $id ORDER BY copy",
            row => new StoredCopy(
                (DeliveryState)row.GetInt32(1),
                row.IsDBNull(2) ? null : (DeadReason)row.GetInt32(2),
                row.IsDBNull(3) ? null : new BodyCodec(new SnappyCompression(), Keys).Decode(
                    row.GetInt64(3), row.IsDBNull(6) ? null : row.GetString(6), row.GetFieldValue<byte[]>(4),
                    new(subscription, id, row.GetInt64(7)), row.GetInt32(5)),
                Handlings(row.GetInt64(0)),
                Timeline(row.GetInt64(0), subscription, id)),
            ("$subscription", subscription),
            ("$id", id)));

    // The file is copied while the engine runs: that is what a killed process leaves.
    protected override async Task<bool> TryReopenAsync()
    {
        var killed = new InboxFolder();
        _folder.CopyAsKilled(killed.File);
        await Inbox.DisposeAsync();
        _folder.Delete();
        _folder = killed;
        Inbox = Create();
        return await Inbox.TryOpenAsync(default);
    }

    private List<StoredHandling> Handlings(long sequence) => _folder.Query(
        "SELECT handler, state, reason, attempts FROM handling WHERE delivery = $delivery ORDER BY handler",
        row => new StoredHandling(
            row.GetString(0), (HandlingState)row.GetInt32(1), row.IsDBNull(2) ? null : (DeadReason)row.GetInt32(2), row.GetInt32(3)),
        ("$delivery", sequence));

    private List<string> Timeline(long sequence, string subscription, string id) => _folder.Query(
        "SELECT handler, number, outcome, error FROM attempt WHERE delivery = $delivery ORDER BY seq",
        row => StoredCopy.Line(
            row.GetString(0), row.GetInt32(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), Keys, subscription, id),
        ("$delivery", sequence));
}

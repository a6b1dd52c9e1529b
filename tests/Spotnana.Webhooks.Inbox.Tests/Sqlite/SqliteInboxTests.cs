using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

public sealed class SqliteInboxTests : InboxConformance
{
    private InboxFolder _folder = new();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Equal(["ok"], _folder.Query("PRAGMA integrity_check", row => row.GetString(0)));
        Assert.Equal(Counts("handler, iif(state = 0, 0, reason), count(*) FROM handling WHERE state <> 1 GROUP BY 1, 2"), Counts("handler, reason, count FROM tally WHERE handler <> '' AND count <> 0"));
        Assert.Equal(Counts("'', reason, count(*) FROM delivery WHERE reason IN (4, 5) GROUP BY 2"), Counts("handler, reason, count FROM tally WHERE handler = '' AND count <> 0"));
        _folder.Delete();
    }

    protected override IInbox Create() =>
        new SqliteInbox(new SqliteInboxOptions { Path = _folder.File }, Time, NullLogger<SqliteInbox>.Instance);

    protected override Task<IReadOnlyList<StoredCopy>> CopiesAsync(string id, string subscription = "s") =>
        Task.FromResult<IReadOnlyList<StoredCopy>>(_folder.Query(
            "SELECT seq, state, reason, body FROM delivery LEFT JOIN payload USING (seq) WHERE subscription = $subscription AND id = $id ORDER BY copy",
            row => new StoredCopy(
                (DeliveryState)row.GetInt32(1),
                row.IsDBNull(2) ? null : (DeadReason)row.GetInt32(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
                Handlings(row.GetInt64(0)),
                Timeline(row.GetInt64(0))),
            ("$subscription", subscription),
            ("$id", id)));

    // The file is copied while the engine runs: what a killed process leaves.
    protected override async Task<bool> TryReopenAsync()
    {
        var killed = new InboxFolder();
        foreach (var suffix in (string[])["", "-wal"])
            File.Copy(_folder.File + suffix, killed.File + suffix);
        await Inbox.DisposeAsync();
        _folder.Delete();
        _folder = killed;
        Inbox = Create();
        return await Inbox.TryOpenAsync(default);
    }

    private List<string> Counts(string select) =>
        _folder.Query($"SELECT {select} ORDER BY 1, 2", row => $"{row.GetString(0)} {row.GetInt32(1)} {row.GetInt32(2)}");

    private List<StoredHandling> Handlings(long sequence) => _folder.Query(
        "SELECT handler, state, reason, attempts FROM handling WHERE delivery = $delivery ORDER BY handler",
        row => new StoredHandling(
            row.GetString(0), (HandlingState)row.GetInt32(1), row.IsDBNull(2) ? null : (DeadReason)row.GetInt32(2), row.GetInt32(3)),
        ("$delivery", sequence));

    private List<string> Timeline(long sequence) => _folder.Query(
        "SELECT concat_ws(' ', handler, number, outcome, error) FROM attempt WHERE delivery = $delivery ORDER BY seq",
        row => row.GetString(0),
        ("$delivery", sequence));
}

using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>A body that was removed can be read in none of the files any more, while the service runs.</summary>
public sealed class RemovedBodiesTests : IAsyncLifetime
{
    private const string Passport = "passport C01X00T47 of Zoe Doe";

    private static readonly Retention Days = new(TimeSpan.FromDays(7), TimeSpan.FromDays(20), TimeSpan.FromDays(30));

    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private SqliteInbox _inbox = null!;

    public async Task InitializeAsync()
    {
        _inbox = New();
        Assert.True(await _inbox.TryOpenAsync(default));
    }

    public async Task DisposeAsync()
    {
        await _inbox.DisposeAsync();
        _folder.Delete();
    }

    [Theory]
    [InlineData(false, 7)]
    [InlineData(true, 20)]
    [InlineData(false, 30)]
    public async Task What_was_pruned_is_in_no_file(bool dead, int days)
    {
        await StoreAsync(dead);
        Assert.True(IsReadable());

        _time.Advance(TimeSpan.FromDays(days));
        Assert.True((await _inbox.PruneAsync(Days, 100, default)) is { Payloads: > 0 } or { Deliveries: > 0 });

        await Wait.UntilAsync(GoneAsync);
    }

    [Fact]
    public async Task While_somebody_reads_the_service_goes_on_and_the_body_is_gone_once_they_have_ended()
    {
        await StoreAsync(dead: false);
        using (var reader = _folder.Connect())
        using (var reading = reader.BeginTransaction(deferred: true))
        {
            using var command = new Microsoft.Data.Sqlite.SqliteCommand("SELECT count(*) FROM payload", reader, reading);
            Assert.NotEqual(0L, command.ExecuteScalar());
            _time.Advance(Days.Payloads);
            await _inbox.PruneAsync(Days, 100, default);
            Assert.Equal([AppendOutcome.Stored], await _inbox.AppendAsync([Make.Entry("meanwhile")], default));
            Assert.True(IsReadable());
        }

        await Wait.UntilAsync(GoneAsync);
    }

    /// <summary>A body in the file itself and one in the log, of deliveries that are done, or given up.</summary>
    private async Task StoreAsync(bool dead)
    {
        foreach (var id in (string[])["old", "new"])
        {
            await _inbox.AppendAsync([Make.Entry(Make.Delivery(id, body: $"{id} {Passport} {new string('x', 9000)}"))], default);
            var lease = Assert.Single(await _inbox.LeaseAsync("h", 1, TimeSpan.FromMinutes(1), default));
            if (dead)
                await _inbox.SettleAsync(Settlement.Dead(lease, default, "no", DeadReason.Rejected), next: null, default);
            else
                await _inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default);
            if (id == "old")
                _folder.Execute("PRAGMA wal_checkpoint");
        }

        await _inbox.AppendAsync([Make.Entry(Make.Delivery("waits", "pnr/2"))], default);
        if (dead)
            await _inbox.DiscardAsync("h", default);
    }

    private async Task<bool> GoneAsync()
    {
        await _inbox.ProbeAsync(default); // as the service does every second
        return !IsReadable();
    }

    // By another process: closing any of the files in this one would drop SQLite's own locks on it.
    private bool IsReadable()
    {
        using var grep = Process.Start("grep", ["-rqaF", Passport, _folder.Path]);
        grep.WaitForExit();
        return grep.ExitCode == 0;
    }

    private SqliteInbox New() => new(new SqliteInboxOptions { Path = _folder.File }, _time, NullLogger<SqliteInbox>.Instance);
}

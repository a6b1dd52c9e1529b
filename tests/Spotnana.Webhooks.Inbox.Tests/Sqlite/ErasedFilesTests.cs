using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>Once an erasure is complete, nothing of the traveler is in any of the files, nor in what an export would write.</summary>
public sealed class ErasedFilesTests : IAsyncLifetime
{
    private const string Ada = "4974a66b-7493-4f41-908c-58ba81093947";
    private const string Bob = "0e4f1c2d-aaaa-4bbb-8ccc-123456789abc";
    private const string Passport = "C01X00T47";
    private const string Booking = "pnr/6100000077";
    private const string Organization = "5f1c9a8e-0000-4000-8000-00000000abcd";
    private const string Trace = "463ac35c9f6413ad48485a3953bb6124";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly string[] OfAda = [Ada, Passport, Booking, Organization, Trace, $"traveler/{Ada}"];

    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);
    private SqliteInbox _inbox = null!;
    private EncryptionKeys _keys = EncryptionKeys.None;
    private Eraser _eraser = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_traveler_is_found_before_and_nowhere_after(bool encrypted, bool isOld)
    {
        if (isOld)
            OldFile.Create(_folder.File);
        if (encrypted)
            _keys = TestKeys.Of("key");
        await OpenAsync();
        await StoreAsync();
        _folder.Execute("PRAGMA wal_checkpoint"); // some of it in the file, some in its log
        await AppendAsync("waits", "PNR_V3", Booking, pads: 900);
        Assert.Contains(Organization, await DecodedAsync(), StringComparison.Ordinal);
        Assert.All(OfAda, text => Assert.True(IsIn(text, encrypted), text));
        var others = await BodiesOfBobAsync();
        Assert.Equal(2, others.Count);

        var erasure = Erasure.Requested(
            ErasureKind.Traveler, Ada, "tester", (await HashKeys.OpenAsync(_inbox, _keys, default)).Own, _time.GetUtcNow());
        await _inbox.AddErasureAsync(erasure, default);
        await RunAsync();
        Assert.Equal((1, null), await ReceiptAsync(erasure.Id));
        var lease = Assert.Single(await _inbox.LeaseAsync("h", 10, Minute, default));
        await _inbox.SettleAsync(
            Settlement.Retry(lease, default, $"No such traveler: {Ada} {Passport}", _time.GetUtcNow()), next: null, default);
        lease = Assert.Single(await _inbox.LeaseAsync("h", 10, Minute, default));
        await _inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default);
        await Wait.UntilAsync(async () =>
        {
            await RunAsync();
            return (await ReceiptAsync(erasure.Id)).CompletedAt is not null;
        });

        Assert.All(OfAda, text => Assert.False(IsInFiles(text), text));
        var left = await DecodedAsync();
        Assert.All(OfAda, text => Assert.DoesNotContain(text, left, StringComparison.Ordinal));
        Assert.Equal(others, await BodiesOfBobAsync());
        Assert.Equal(["ok"], _folder.Query("PRAGMA integrity_check", row => row.GetString(0)));
        Assert.Empty(TallyCheck.Wrong(_folder));
        Assert.Equal(["pnr/6100000001"], _folder.Query("SELECT DISTINCT subject FROM lane", row => row.GetString(0)));
    }

    [Fact]
    public async Task What_a_killed_process_had_erased_and_not_emptied_is_gone_before_an_erasure_is_complete()
    {
        await OpenAsync();
        await StoreAsync();
        var erasure = Erasure.Requested(
            ErasureKind.Traveler, Ada, "tester", (await HashKeys.OpenAsync(_inbox, _keys, default)).Own, _time.GetUtcNow());
        await _inbox.AddErasureAsync(erasure, default);
        using (var reader = _folder.Connect())
        using (var reading = reader.BeginTransaction(deferred: true))
        {
            using var command = new Microsoft.Data.Sqlite.SqliteCommand("SELECT count(*) FROM payload", reader, reading);
            command.ExecuteScalar();
            await RunAsync();
            await RunAsync();
            Assert.Null((await ReceiptAsync(erasure.Id)).CompletedAt); // it can be read in the log
            Assert.True(IsInFiles(Ada));
        }

        var killed = new InboxFolder();
        _folder.CopyAsKilled(killed.File);
        await using (var next = new SqliteInbox(
            new SqliteInboxOptions { Path = killed.File }, _time, NullLogger<SqliteInbox>.Instance, _keys))
        {
            Assert.True(await next.TryOpenAsync(default));
            var eraser = EraserOf(next);
            await Wait.UntilAsync(async () =>
            {
                await eraser.RunAsync(default);
                return Assert.Single(await next.ListErasuresAsync(erasure.Id, 1, default)).CompletedAt is not null;
            });
            Assert.False(IsInFiles(Ada, killed));
        }

        killed.Delete();
    }

    private async Task OpenAsync()
    {
        _inbox = _folder.Keep(new SqliteInbox(
            new SqliteInboxOptions { Path = _folder.File }, _time, NullLogger<SqliteInbox>.Instance, _keys));
        Assert.True(await _inbox.TryOpenAsync(default));
        _eraser = EraserOf(_inbox);
    }

    private Eraser EraserOf(SqliteInbox inbox) => new(
        inbox, inbox, inbox, _keys,
        new ErasureRules(TimeSpan.FromDays(3), TimeSpan.FromDays(30), TimeSpan.FromDays(400), _ => []), _time);

    /// <summary>Events of each kind in each state that is settled, and two of another traveler.</summary>
    private async Task StoreAsync()
    {
        await AppendAsync("pnr", "PNR_V3", Booking, pads: 900);
        await AppendAsync("trip", "TRIP_DETAILS_V3", "trip/77", pads: 2000);
        await AppendAsync("profile", "TRAVELER_V2", $"traveler/{Ada}", pads: 0);
        await AppendAsync("charge", "SERVICE_CHARGE", "charge/77", pads: 10);
        await AppendAsync("bob", "PNR_V3", "pnr/6100000001", pads: 900, traveler: Bob);
        foreach (var lease in await _inbox.LeaseAsync("h", 10, Minute, default))
        {
            var settlement = lease.Delivery.Id is "trip"
                ? Settlement.Dead(lease, default, $"No traveler {Ada} with {Passport}", DeadReason.Rejected)
                : Settlement.Completed(lease, default);
            await _inbox.SettleAsync(settlement, next: null, default);
        }

        await _inbox.AppendAsync(
            [
                new(Delivery("unreadable", "PNR_V3", null, 10, Ada) with { EventType = null }, [], DeadReason.Unreadable),
                Make.Unhandled(Delivery("unhandled", "PNR_V3", Booking, 10, Ada)),
                Make.Unhandled(Delivery("bob, too", "PNR_V3", "pnr/6100000001", 10, Bob)),
            ],
            default);
        await AppendAsync("pnr", "PNR_V3", Booking, pads: 5); // a conflict
    }

    private Task<IReadOnlyList<AppendOutcome>> AppendAsync(string id, string eventType, string subject, int pads, string traveler = Ada) =>
        _inbox.AppendAsync([Make.Entry(Delivery(id, eventType, subject, pads, traveler))], default);

    private static Delivery Delivery(string id, string eventType, string? subject, int pads, string traveler)
    {
        var isAda = traveler == Ada;
        var pad = string.Concat(Enumerable.Range(0, pads).Select(i => $"{{\"leg\":{i}}},"));
        var passport = isAda ? Passport : "P2";
        var body = $"{{\"event_type\":\"{eventType}\",\"legs\":[{pad}{{}}],\"user\":\"{traveler}\",\"passport\":\"{passport}\"}}";
        return Make.Delivery(id, subject, body: body) with
        {
            EventType = new EventType(eventType),
            OrganizationId = isAda ? Organization : "other",
            TraceId = isAda ? Trace : null,
        };
    }

    private async Task RunAsync()
    {
        while ((await _eraser.RunAsync(default)).IsMoreToDo)
        {
        }
    }

    private async Task<(long Waiting, DateTimeOffset? CompletedAt)> ReceiptAsync(string id)
    {
        var receipt = Assert.Single(await _inbox.ListErasuresAsync(id, 1, default));
        return (receipt.Waiting, receipt.CompletedAt);
    }

    /// <summary>All that an export has, in the clear.</summary>
    private async Task<string> DecodedAsync()
    {
        var all = new StringBuilder();
        await foreach (var record in _inbox.ReadDeliveriesAsync(default))
        {
            all.AppendLine($"{record.Delivery} {string.Join(' ', record.Attempts)}");
            all.AppendLine(Encoding.UTF8.GetString(record.Delivery.Body.Span));
        }

        await foreach (var lane in _inbox.ReadLaneMarksAsync(default))
            all.AppendLine($"{lane}");
        return all.ToString();
    }

    private async Task<List<string>> BodiesOfBobAsync()
    {
        var bodies = new List<string>();
        await foreach (var record in _inbox.ReadDeliveriesAsync(default))
        {
            if (record.Delivery.Id.StartsWith("bob", StringComparison.Ordinal))
                bodies.Add(Encoding.UTF8.GetString(record.Delivery.Body.Span));
        }

        return bodies;
    }

    // What only bodies hold cannot be seen in encrypted ones.
    private bool IsIn(string text, bool encrypted) => IsInFiles(text) || (encrypted && text == Passport);

    private bool IsInFiles(string text) => IsInFiles(text, _folder);

    // By another process: closing any of the files in this one would drop SQLite's own locks on it.
    private static bool IsInFiles(string text, InboxFolder folder)
    {
        using var grep = Process.Start("grep", ["-rqaF", text, folder.Path]);
        grep.WaitForExit();
        return grep.ExitCode == 0;
    }
}

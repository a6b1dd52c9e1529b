using System.IO.Compression;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

public sealed class ExportTests
{
    [Fact]
    public async Task The_file_has_a_header_a_line_for_each_delivery_lane_and_pause_and_an_end()
    {
        using var inbox = new TemporaryInbox();
        await inbox.DoAsync(async engine =>
        {
            await engine.AppendAsync([
                new InboxEntry(TemporaryInbox.Delivery("msg_1", "{}"), ["ledger"]),
                new InboxEntry(TemporaryInbox.Delivery("msg_2", "{}"), [], Skipped: true),
            ], default);
            var lease = Assert.Single(await engine.LeaseAsync("ledger", 1, TimeSpan.FromMinutes(1), default));
            await engine.SettleAsync(Settlement.Completed(lease, TimeSpan.FromMilliseconds(12)), next: null, default);
            await engine.PauseAsync("mail", default);
        });

        var run = await Keyed.Export(inbox.Path("out.jsonl"), "--sqlite", inbox.File);

        Assert.Equal(0, run.ExitCode);
        var lines = await File.ReadAllLinesAsync(inbox.Path("out.jsonl"));
        Assert.Equal(
            [
                """{"header":{"format":"spotnana-webhooks-inbox","version":2,"engine":"Sqlite","exportedAt":"2026-11-23T20:00:00+00:00"}}""",
                """{"sequence":1,"delivery":{"subscription":"spotnana","id":"msg_1","copy":0,"sha256":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","bytes":2,"hasBody":true,"eventType":"PNR_V3","operation":"BOOKING_TICKETED","subject":"pnr/msg_1","version":3,"occurredAt":"2026-11-23T19:59:00+00:00","sentAt":"2026-11-23T19:59:58+00:00","receivedAt":"2026-11-23T19:59:59+00:00","state":"completed","settledAt":"2026-11-23T20:00:00+00:00","handlings":[{"handler":"ledger","state":"completed","attempts":1,"lost":0,"waitingSince":"2026-11-23T20:00:00+00:00","dueAt":"2026-11-23T20:00:00+00:00","settledAt":"2026-11-23T20:00:00+00:00"}],"attempts":[{"handler":"ledger","number":1,"startedAt":"2026-11-23T20:00:00+00:00","milliseconds":12,"outcome":"completed"}]},"body":"e30="}""",
                """{"sequence":2,"delivery":{"subscription":"spotnana","id":"msg_2","copy":0,"sha256":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","bytes":2,"hasBody":false,"eventType":"PNR_V3","operation":"BOOKING_TICKETED","subject":"pnr/msg_2","version":3,"occurredAt":"2026-11-23T19:59:00+00:00","sentAt":"2026-11-23T19:59:58+00:00","receivedAt":"2026-11-23T19:59:59+00:00","state":"skipped","settledAt":"2026-11-23T20:00:00+00:00","handlings":[],"attempts":[]}}""",
                """{"lane":{"handler":"ledger","subscription":"spotnana","subject":"pnr/msg_1","lastVersion":3,"lastOccurredAt":"2026-11-23T19:59:00+00:00"}}""",
                """{"pause":{"handler":"mail","pausedAt":"2026-11-23T20:00:00+00:00"}}""",
            ],
            lines[..^2]);
        Assert.Matches(
            """^\{"end":\{"deliveries":2,"handlings":1,"attempts":1,"lanes":1,"pauses":1,"bodyBytes":2,"digest":"[0-9a-f]{64}","sha256":"[0-9a-f]{64}"\}\}$""",
            lines[^2]);
        Assert.Matches("""^\{"mac":"[0-9a-f]{64}"\}$""", lines[^1]);
    }

    [Fact]
    public async Task What_it_says_fits_80_columns_and_warns_once_of_travellers_data()
    {
        using var inbox = await TemporaryInbox.FilledAsync();

        var run = await ToolRun.InTerminal("inbox", "export", "--key-file", Keyed.File, inbox.Path("out.jsonl.gz"), "--sqlite", inbox.File);

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Lines[1..], line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains("  deliveries            40   ", run.Out, StringComparison.Ordinal);
        Assert.Equal(2, run.Error.Split("travellers' data").Length);
    }

    [Fact]
    public async Task As_JSON_it_is_one_object()
    {
        using var inbox = await TemporaryInbox.FilledAsync();

        var run = await Keyed.Export(inbox.Path("out.jsonl"), "--sqlite", inbox.File, "--json");

        var json = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
        Assert.Equal(
            (40, 74, 20, 20, 1), (Number("deliveries"), Number("handlings"), Number("attempts"), Number("lanes"), Number("pauses")));
        Assert.Equal(64, json.GetProperty("digest").GetString()!.Length);

        long Number(string name) => json.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task A_name_that_ends_in_gz_gives_a_packed_file()
    {
        using var inbox = await TemporaryInbox.FilledAsync();
        await Keyed.Export(inbox.Path("out.jsonl"), "--sqlite", inbox.File);
        await Keyed.Export(inbox.Path("out.jsonl.gz"), "--sqlite", inbox.File);

        await using var packed = new GZipStream(File.OpenRead(inbox.Path("out.jsonl.gz")), CompressionMode.Decompress);

        Assert.Equal(await File.ReadAllTextAsync(inbox.Path("out.jsonl")), await new StreamReader(packed).ReadToEndAsync());
    }

    [Fact]
    public async Task Nobody_else_may_read_the_file()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var inbox = await TemporaryInbox.FilledAsync();
        await File.WriteAllTextAsync(inbox.Path("out.jsonl"), "before");
        File.SetUnixFileMode(inbox.Path("out.jsonl"), (UnixFileMode)0b110_100_100);

        await Keyed.Export(inbox.Path("out.jsonl"), "--sqlite", inbox.File, "--force");

        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(inbox.Path("out.jsonl")));
        Assert.False(File.Exists(inbox.Path("out.jsonl.partial")));
    }

    [Fact]
    public async Task A_file_that_is_there_stays_as_it_is()
    {
        using var inbox = await TemporaryInbox.FilledAsync();
        await File.WriteAllTextAsync(inbox.Path("out.jsonl"), "before");

        var run = await Keyed.Export(inbox.Path("out.jsonl"), "--sqlite", inbox.File);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--force", run.Error, StringComparison.Ordinal);
        Assert.Equal("before", await File.ReadAllTextAsync(inbox.Path("out.jsonl")));
    }

    [Fact]
    public async Task While_a_service_has_the_inbox_nothing_is_written()
    {
        using var inbox = await TemporaryInbox.FilledAsync();

        ToolRun export = null!, import = null!;
        await inbox.DoAsync(async _ =>
        {
            export = await Keyed.Export(inbox.Path("out.jsonl"), "--sqlite", inbox.File);
            using var other = await TemporaryInbox.FilledAsync();
            await Keyed.Export(other.Path("out.jsonl"), "--sqlite", other.File);
            import = await Keyed.Import(other.Path("out.jsonl"), "--sqlite", inbox.File);
        });

        Assert.All([export, import], run =>
        {
            Assert.Equal(1, run.ExitCode);
            Assert.Empty(run.Out);
            Assert.Contains("Stop the service first.", run.Error, StringComparison.Ordinal);
        });
        Assert.False(File.Exists(inbox.Path("out.jsonl")));
    }

    [Fact]
    public async Task A_body_that_is_damaged_in_the_inbox_is_not_exported_as_if_it_were_whole()
    {
        using var inbox = await TemporaryInbox.FilledAsync();
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={inbox.File};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE payload SET body = x'00' WHERE seq = 7";
            await command.ExecuteNonQueryAsync();
        }

        var run = await Keyed.Export(inbox.Path("out.jsonl"), "--sqlite", inbox.File);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("msg_6", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(inbox.File)!, "out*"));
    }
}

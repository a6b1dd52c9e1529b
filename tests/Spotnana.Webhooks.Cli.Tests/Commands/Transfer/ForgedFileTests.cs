using System.Diagnostics;
using System.IO.Compression;
using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;
using static Spotnana.Webhooks.Cli.Tests.Commands.Transfer.Keyed;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

/// <summary>A file is believed only with its key; and even without it, it can break neither the tool nor the inbox.</summary>
public sealed class ForgedFileTests : IDisposable
{
    private static readonly string _far = "9999-12-31T23:59:59+00:00";

    private readonly TemporaryInbox _source = new();
    private readonly TemporaryInbox _target = new();

    /// <summary>A value of the only delivery, lane or pause of a file, and one that no inbox should get.</summary>
    public static TheoryData<string, string> Breaking => new()
    {
        { "\"sequence\":1,", "\"sequence\":9223372036854775807," },
        { "\"sequence\":1,", "\"sequence\":0," },
        { "\"milliseconds\":12", "\"milliseconds\":9223372036854775807" },
        { "\"milliseconds\":12", "\"milliseconds\":-1" },
        { "\"number\":1", "\"number\":2147483647" },
        { "\"attempts\":1,", "\"attempts\":2147483647," },
        { "\"lost\":0", "\"lost\":-1" },
        { "\"copy\":0", "\"copy\":2147483647" },
        { "\"id\":\"msg_1\"", "\"id\":\"msg_\\u001b[2J\"" },
        { "\"id\":\"msg_1\"", "\"id\":\"\"" },
        { "\"handler\":\"ledger\"", "\"handler\":\"led ger\"" },
        { "\"eventType\":\"PNR_V3\"", "\"eventType\":\"PNR\\u0000\"" },
        { "\"subject\":\"pnr/msg_1\"", $"\"subject\":\"pnr/{new string('1', 300)}\"" },
        { "\"outcome\":\"completed\"", "\"outcome\":\"splendid\"" },
        { "\"dueAt\":\"2026-11-23T20:00:00+00:00\"", $"\"dueAt\":\"{_far}\"" },
        { "\"receivedAt\":\"2026-11-23T19:59:59+00:00\"", $"\"receivedAt\":\"{_far}\"" },
        { "\"startedAt\":\"2026-11-23T20:00:00+00:00\"", "\"startedAt\":\"0001-01-01T00:00:00+00:00\"" },
        { "\"pausedAt\":\"2026-11-23T20:00:00+00:00\"", $"\"pausedAt\":\"{_far}\"" },
        { "\"state\":\"completed\",\"settledAt\"", "\"state\":\"completed\",\"reason\":\"rejected\",\"settledAt\"" },
        { "\"attempts\":[{", "\"attempts\":[null,{" },
        { "\"handlings\":[{", "\"handlings\":[null,{" },
    };

    [Fact]
    public async Task A_delivery_that_was_put_into_a_file_by_somebody_without_its_key_is_not_imported()
    {
        await FillAsync();
        await _source.DoAsync(async engine => await FileOf.RecordsAsync(
            _source.Path("forged.jsonl"), await engine.ReadDeliveriesAsync(default).ToListAsync(), FileKey.Make()));

        var run = await ImportAsync("forged.jsonl", "--key-file", Keyed.File);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "it was changed, damaged or cut off after it was exported, or this is not its key", run.Error, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(_target.File));
    }

    [Fact]
    public async Task A_file_whose_key_was_shown_at_its_export_is_imported_with_it()
    {
        await FillAsync();
        var export = await ToolRun.Of("inbox", "export", _source.Path("it.jsonl"), "--sqlite", _source.File);
        await System.IO.File.WriteAllTextAsync(_source.Path("shown"), export.Error.Trim().Split('\n')[^1] + "\n");

        Assert.Equal(1, (await ImportAsync("it.jsonl", "--key-file", Keyed.File)).ExitCode);
        Assert.Equal(0, (await ImportAsync("it.jsonl", "--key-file", _source.Path("shown"))).ExitCode);

        Assert.Equal(["msg_1 0"], await _target.IdsAsync());
    }

    [Fact]
    public async Task A_file_without_a_MAC_is_imported_only_where_that_is_said_and_then_the_tool_says_what_it_means()
    {
        var lines = await ExportAsync();
        await FileOf.LinesAsync(_source.Path("stripped.jsonl"), lines);
        var older = lines[0].Replace("\"version\":2", "\"version\":1", StringComparison.Ordinal);
        await FileOf.LinesAsync(_source.Path("older.jsonl"), [older, .. lines[1..]]);

        foreach (var name in (string[])["stripped.jsonl", "older.jsonl"])
        {
            Assert.Equal(2, (await ImportAsync(name)).ExitCode);
            Assert.Equal(2, (await ImportAsync(name, "--unsigned", "--key-file", Keyed.File)).ExitCode);
            Assert.Equal(1, (await ImportAsync(name, "--key-file", Keyed.File)).ExitCode);
            Assert.False(System.IO.File.Exists(_target.File));
        }

        var run = await ImportAsync("older.jsonl", "--unsigned");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("nobody checks who wrote this file", run.Error, StringComparison.Ordinal);
        Assert.Equal(["msg_1 0"], await _target.IdsAsync());
    }

    [Theory]
    [MemberData(nameof(Breaking))]
    public async Task What_would_break_an_inbox_is_refused_even_where_the_file_is_believed(string value, string other)
    {
        var lines = await ExportAsync();
        Assert.Contains(lines, line => line.Contains(value, StringComparison.Ordinal));
        string[] changed = [.. lines.Select(line => line.Replace(value, other, StringComparison.Ordinal))];
        try
        {
            await FileOf.LinesAsync(_source.Path("breaking.jsonl"), changed);
        }
        catch (NullReferenceException)
        {
            await System.IO.File.WriteAllLinesAsync(_source.Path("breaking.jsonl"), changed); // null in a list
        }

        var run = await ImportAsync("breaking.jsonl", "--unsigned");

        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.EndsWith("\nNothing was imported.\n", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Error);
        Assert.False(System.IO.File.Exists(_target.File));
    }

    [Theory]
    [InlineData("--unsigned", "line 2 is longer than 32 MB")]
    [InlineData("--key-file", "or this is not its key")]
    public async Task A_small_file_that_unpacks_into_a_huge_line_is_refused_without_unpacking_it_into_memory(string trust, string message)
    {
        var header = (await ExportAsync())[0];
        await using (var packed = new GZipStream(System.IO.File.Create(_source.Path("bomb.gz")), CompressionLevel.Fastest))
        {
            await packed.WriteAsync(System.Text.Encoding.UTF8.GetBytes(header + "\n"));
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
                await packed.WriteAsync(zeros);
        }

        var run = await ImportAsync("bomb.gz", trust == "--unsigned" ? [trust] : [trust, Keyed.File]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(_target.File));
    }

    [Fact]
    public async Task A_file_that_changes_after_it_was_checked_is_not_stored()
    {
        await FillAsync();
        await _source.DoAsync(async engine =>
        {
            var records = await engine.ReadDeliveriesAsync(default).ToListAsync();
            await FileOf.RecordsAsync(_source.Path("it.jsonl"), records);
            await FileOf.RecordsAsync(_source.Path("other.jsonl"), records.Select(record => record with { Sequence = 7 }));
        });
        var target = new ChosenInbox("Sqlite", _target.File, "", IsThere: false, "", () =>
        {
            using var copy = Process.Start("cp", [_source.Path("other.jsonl"), _source.Path("it.jsonl")]); // into the same file
            copy.WaitForExit();
            return new SqliteInbox(
                new SqliteInboxOptions { Path = _target.File }, TimeProvider.System,
                Microsoft.Extensions.Logging.Abstractions.NullLogger<SqliteInbox>.Instance);
        }, EncryptionKeys.None);
        var run = new ImportRun(Terminal(), _source.Path("it.jsonl"), Key, target);

        var failure = await Assert.ThrowsAsync<BadFileException>(() => run.RunAsync(merge: false, default));

        Assert.Equal("it changed while it was read", failure.Message);
        Assert.Empty(await _target.IdsAsync());
    }

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    private static Cli.Terminal.Surroundings Terminal() => new()
    {
        OutBytes = Stream.Null,
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        OutIsTerminal = false,
        Environment = _ => null,
    };

    private Task FillAsync() => _source.DoAsync(async engine =>
    {
        await engine.AppendAsync([new InboxEntry(TemporaryInbox.Delivery("msg_1"), ["ledger"])], default);
        var lease = Assert.Single(await engine.LeaseAsync("ledger", 1, TimeSpan.FromMinutes(1), default));
        await engine.SettleAsync(Settlement.Completed(lease, TimeSpan.FromMilliseconds(12)), next: null, default);
        await engine.PauseAsync("mail", default);
    });

    /// <summary>The lines of an export without its end and its MAC.</summary>
    private async Task<string[]> ExportAsync()
    {
        await FillAsync();
        await Keyed.Export(_source.Path("out.jsonl"), "--sqlite", _source.File);
        return (await System.IO.File.ReadAllLinesAsync(_source.Path("out.jsonl")))[..^2];
    }

    private Task<ToolRun> ImportAsync(string name, params string[] trust) =>
        ToolRun.Of(["inbox", "import", _source.Path(name), "--sqlite", _target.File, .. trust]);
}

using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

/// <summary>The audit log goes along with its inbox.</summary>
public sealed class AuditTransferTests
{
    [Fact]
    public async Task The_audit_log_is_the_same_in_the_new_inbox_and_goes_on_there()
    {
        using var source = await WithRowsAsync(1200, removed: 5);
        using var target = new TemporaryInbox();

        var export = await Keyed.Export(source.Path("out.jsonl"), "--sqlite", source.File);
        var import = await Keyed.Import(source.Path("out.jsonl"), "--sqlite", target.File);

        Assert.Equal((0, 0), (export.ExitCode, import.ExitCode));
        Assert.Contains("  audit rows          1195\n", export.Out, StringComparison.Ordinal);
        Assert.Contains("  audit rows          1195\n", import.Out, StringComparison.Ordinal);
        var (ends, rows) = await ReadAsync(source);
        Assert.Equal(5, ends.Cut.Sequence);
        Assert.Equal(ends, (await ReadAsync(target)).Ends);
        Assert.Equal(rows, (await ReadAsync(target)).Rows);
        await target.DoAsync(async engine =>
        {
            Assert.Equal(1201, (await engine.AppendAuditAsync([Entry("next")], default)).Sequence);
            Assert.Null(await WrongAsync(engine, ends.Last));
        });
    }

    [Fact]
    public async Task What_was_changed_in_the_audit_log_is_still_found_in_the_new_inbox()
    {
        using var source = await WithRowsAsync(10);
        using var target = new TemporaryInbox();
        source.Execute("UPDATE audit SET outcome = 'nothing' WHERE seq = 4; DELETE FROM audit WHERE seq > 8");

        await Keyed.Export(source.Path("out.jsonl"), "--sqlite", source.File);
        Assert.Equal(0, (await Keyed.Import(source.Path("out.jsonl"), "--sqlite", target.File)).ExitCode);

        await target.DoAsync(async engine => Assert.StartsWith("Row 4 was changed", await WrongAsync(engine), StringComparison.Ordinal));
        target.Execute("UPDATE audit SET outcome = 'done' WHERE seq = 4");
        await target.DoAsync(async engine => Assert.Equal("Rows 9 to 10 are missing.", await WrongAsync(engine)));
    }

    [Fact]
    public async Task An_inbox_with_an_audit_log_of_its_own_gets_a_row_that_says_what_was_left_out()
    {
        using var source = await WithRowsAsync(7);
        using var target = new TemporaryInbox();
        await target.DoAsync(engine => engine.AppendAuditAsync([Entry("own")], default));

        await Keyed.Export(source.Path("out.jsonl"), "--sqlite", source.File);
        var import = await Keyed.Import(source.Path("out.jsonl"), "--sqlite", target.File);

        Assert.Equal(0, import.ExitCode);
        Assert.Contains("  left out               7   rows of the audit log", import.Out, StringComparison.Ordinal);
        var (_, rows) = await ReadAsync(target);
        var head = (await ReadAsync(source)).Ends.Last;
        Assert.Equal(["own: done", $"import: 7 rows left out, head {head}"], rows.Select(row => row.Split(' ', 2)[1]));
        await target.DoAsync(async engine => Assert.Null(await WrongAsync(engine)));
    }

    [Fact]
    public async Task An_import_that_was_interrupted_takes_the_rest_of_the_rows()
    {
        using var source = await WithRowsAsync(30);
        using var target = new TemporaryInbox();
        List<AuditRecord> first = [];
        await source.DoAsync(async engine => first = [.. (await engine.ReadAuditAsync(0, 12, default)).Rows]);
        await target.DoAsync(engine => engine.TakeAuditAsync(first, new AuditEnds(AuditMark.Start, first[^1].Mark), default));

        await Keyed.Export(source.Path("out.jsonl"), "--sqlite", source.File);
        var import = await Keyed.Import(source.Path("out.jsonl"), "--sqlite", target.File);
        var again = await Keyed.Import(source.Path("out.jsonl"), "--sqlite", target.File, "--merge");

        Assert.Equal((0, 0), (import.ExitCode, again.ExitCode));
        Assert.Contains("  audit rows            18\n", import.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("audit", again.Out, StringComparison.Ordinal);
        Assert.Equal((await ReadAsync(source)).Rows, (await ReadAsync(target)).Rows);
    }

    [Fact]
    public async Task A_file_of_an_inbox_without_an_audit_log_says_nothing_of_one()
    {
        using var source = await TemporaryInbox.FilledAsync(5);

        await Keyed.Export(source.Path("out.jsonl"), "--sqlite", source.File);

        Assert.DoesNotContain("audit", await File.ReadAllTextAsync(source.Path("out.jsonl")), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("\"sequence\":3,", "\"sequence\":2,")]
    [InlineData("\"sequence\":3,", "\"sequence\":9,")]
    [InlineData("\"caller\":\"oncall\"", "\"caller\":\"on\\u0000call\"")]
    [InlineData("\"hash\":\"", "\"hash\":\"zz")]
    [InlineData("\"last\":\"3:", "\"last\":\"2:")]
    [InlineData("\"last\":\"3:", "\"last\":\"3000000000000000000:")]
    [InlineData("\"at\":\"2026", "\"at\":\"1926")]
    public async Task Rows_that_no_service_could_have_written_are_refused(string written, string forged)
    {
        using var source = await WithRowsAsync(3);
        using var target = new TemporaryInbox();
        await Keyed.Export(source.Path("out.jsonl"), "--sqlite", source.File);
        var lines = (await File.ReadAllLinesAsync(source.Path("out.jsonl")))[..^2];
        var index = Array.FindLastIndex(lines, line => line.Contains(written, StringComparison.Ordinal));
        lines[index] = lines[index].Replace(written, forged, StringComparison.Ordinal);
        await FileOf.LinesAsync(source.Path("forged.jsonl"), lines);

        var run = await ToolRun.Of("inbox", "import", "--unsigned", source.Path("forged.jsonl"), "--sqlite", target.File);

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith("\nNothing was imported.\n", run.Error, StringComparison.Ordinal);
    }

    private static AuditEntry Entry(string action) => new(ToolRun.Now, "oncall", "192.0.2.7", action, "spotnana/msg_1", "done");

    private static async Task<TemporaryInbox> WithRowsAsync(int rows, int removed = 0)
    {
        var inbox = await TemporaryInbox.FilledAsync(5);
        await inbox.DoAsync(async engine =>
        {
            await engine.AppendAuditAsync(
                [.. Enumerable.Range(1, rows).Select(
                    row => Entry($"redrive{row}") with { At = ToolRun.Now.AddDays(row <= removed ? -500 : 0) })],
                default);
            Assert.Equal(removed, await engine.PruneAuditAsync(TimeSpan.FromDays(400), 100, default));
        });
        return inbox;
    }

    private static async Task<(AuditEnds Ends, List<string> Rows)> ReadAsync(TemporaryInbox inbox)
    {
        AuditEnds ends = null!;
        var rows = new List<string>();
        await inbox.DoAsync(async engine =>
        {
            for (long? after = 0; after is { } place;)
            {
                (var page, after, ends) = await engine.ReadAuditAsync(place, IInboxAudit.LargestPage, default);
                rows.AddRange(page.Select(row => $"{row.Mark} {row.Entry.Action}: {row.Entry.Outcome}"));
            }
        });
        return (ends, rows);
    }

    private static async Task<string?> WrongAsync(SqliteInbox audit, AuditMark? logged = null)
    {
        var check = new AuditCheck(logged);
        AuditPage page;
        do
            page = await audit.ReadAuditAsync(check.Place.Sequence, IInboxAudit.LargestPage, default);
        while (check.Add(page) && page.Next is not null);
        return check.Wrong;
    }
}

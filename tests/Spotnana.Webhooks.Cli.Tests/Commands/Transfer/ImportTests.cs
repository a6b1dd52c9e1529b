using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

public sealed class ImportTests
{
    [Theory]
    [InlineData("out.jsonl")]
    [InlineData("out.jsonl.gz")]
    public async Task What_was_exported_is_there_again_with_equal_counts_and_an_equal_digest(string name)
    {
        using var source = await TemporaryInbox.FilledAsync(1300);
        using var target = new TemporaryInbox();
        var export = Json(await Keyed.Export(source.Path(name), "--sqlite", source.File, "--json"));

        var import = Json(await Keyed.Import(source.Path(name), "--sqlite", target.File, "--json"));
        var again = Json(await Keyed.Export(target.Path(name), "--sqlite", target.File, "--json"));

        Assert.Equal(
            (1300, 1300, 0, true),
            (Number(import, "deliveries"), Number(import, "added"), Number(import, "alreadyThere"),
                import.GetProperty("same").GetBoolean()));
        Assert.Equal(export.GetProperty("digest").GetString(), import.GetProperty("digest").GetString());
        foreach (var what in (string[])["deliveries", "handlings", "attempts", "lanes", "pauses", "bodyBytes", "digest"])
            Assert.Equal(export.GetProperty(what).ToString(), again.GetProperty(what).ToString());
    }

    [Fact]
    public async Task What_it_says_fits_80_columns()
    {
        using var source = await TemporaryInbox.FilledAsync();
        using var target = new TemporaryInbox();
        await Keyed.Export(source.Path("out.jsonl"), "--sqlite", source.File);

        var run = await ToolRun.InTerminal("inbox", "import", "--key-file", Keyed.File, source.Path("out.jsonl"), "--sqlite", target.File);

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Lines[1..], line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains("  added                 40\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_inbox_whose_handler_is_paused_already_is_not_what_the_file_holds()
    {
        using var source = await TemporaryInbox.FilledAsync(5);
        using var target = new TemporaryInbox();
        await target.DoAsync(engine => engine.PauseAsync("left-over", default));

        var run = await MoveAsync(source, target);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("deliveries, lanes or pauses are not those of the file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_imported_delivery_that_comes_again_is_a_duplicate()
    {
        using var source = await TemporaryInbox.FilledAsync();
        using var target = new TemporaryInbox();
        await MoveAsync(source, target);

        await target.DoAsync(async engine => Assert.Equal(
            [AppendOutcome.Duplicate, AppendOutcome.Duplicate, AppendOutcome.Stored],
            await engine.AppendAsync([Again("msg_5"), Again("msg_skipped"), Again("msg_new")], default)));
    }

    [Fact]
    public async Task An_inbox_that_is_not_empty_is_left_alone_unless_told_to_merge()
    {
        using var source = await TemporaryInbox.FilledAsync(5);
        using var target = new TemporaryInbox();
        await target.DoAsync(engine => engine.AppendAsync(
            [new InboxEntry(TemporaryInbox.Delivery("msg_mine"), []), new InboxEntry(TemporaryInbox.Delivery("msg_1"), [])], default));

        var refused = await MoveAsync(source, target);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--merge", refused.Error, StringComparison.Ordinal);
        Assert.Equal(["msg_mine 0", "msg_1 0"], await target.IdsAsync());

        var merged = await MoveAsync(source, target, "--merge");
        Assert.Equal(0, merged.ExitCode);
        Assert.Equal(["msg_mine 0", "msg_1 0", "msg_0 0", "msg_skipped 0", "msg_empty 0", "msg_0 1"], await target.IdsAsync());
        Assert.Contains(
            "  added                  4\n  there before           1   they stay as they are\n", merged.Out, StringComparison.Ordinal);

        var again = await MoveAsync(source, target, "--merge");
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(6, (await target.IdsAsync()).Count);
    }

    [Fact]
    public async Task An_import_that_fails_half_way_says_so_and_can_be_finished()
    {
        using var source = await TemporaryInbox.FilledAsync(1200);
        using var target = new TemporaryInbox();
        await Keyed.Export(source.Path("it.jsonl"), "--sqlite", source.File);
        await target.DoAsync(_ => Task.CompletedTask);
        target.Execute(
            "ALTER TABLE delivery ADD COLUMN picky INTEGER CHECK (id <> 'msg_1100')");

        var failed = await Keyed.Import(source.Path("it.jsonl"), "--sqlite", target.File);
        target.Execute("ALTER TABLE delivery DROP COLUMN picky");

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("msg_1100 of spotnana does not fit into the inbox", failed.Error, StringComparison.Ordinal);
        Assert.Contains("Half done: 1000 of 1200 deliveries are in.", failed.Error, StringComparison.Ordinal);
        Assert.Contains($"--key-file {Keyed.File} ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("--merge", failed.Error, StringComparison.Ordinal);

        var finished = Json(await Keyed.Import(source.Path("it.jsonl"), "--sqlite", target.File, "--merge", "--json"));
        Assert.Equal(
            (200, 1000, true), (Number(finished, "added"), Number(finished, "alreadyThere"), finished.GetProperty("same").GetBoolean()));
    }

    private static InboxEntry Again(string id) => new(TemporaryInbox.Delivery(id), []);

    private static async Task<ToolRun> MoveAsync(TemporaryInbox source, TemporaryInbox target, params string[] options)
    {
        await Keyed.Export(source.Path("out.jsonl"), "--sqlite", source.File, "--force");
        return await Keyed.Import([source.Path("out.jsonl"), "--sqlite", target.File, .. options]);
    }

    private static JsonElement Json(ToolRun run)
    {
        Assert.Equal(0, run.ExitCode);
        return JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
    }

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}

using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

/// <summary>An inbox file moves into PostgreSQL, and back.</summary>
public sealed class PostgreSqlTests
{
    [PostgreSqlFact]
    public async Task What_went_there_and_came_back_is_what_it_was_and_a_duplicate_is_still_one()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        using var source = await TemporaryInbox.FilledAsync(700);
        using var target = new TemporaryInbox();
        await File.WriteAllTextAsync(source.Path("connection"), database.ConnectionString + "\n");

        var exported = Json(await Keyed.Export(source.Path("there.jsonl.gz"), "--sqlite", source.File, "--json"));
        var there = Json(
            await Keyed.Import(source.Path("there.jsonl.gz"), "--postgresql-file", source.Path("connection"), "--json"));
        var exportedAgain = Json(
            await ToolRun.WithPostgreSql(database.ConnectionString, Keyed.ExportArgs(source.Path("back.jsonl.gz"), "--json")));
        var back = Json(await Keyed.Import(source.Path("back.jsonl.gz"), "--sqlite", target.File, "--json"));

        Assert.All(
            [there, back],
            import => Assert.Equal((700, true), (import.GetProperty("added").GetInt64(), import.GetProperty("same").GetBoolean())));
        foreach (var what in (string[])["deliveries", "handlings", "attempts", "lanes", "pauses", "bodyBytes", "digest"])
            Assert.Equal(exported.GetProperty(what).ToString(), exportedAgain.GetProperty(what).ToString());
        Assert.Equal(exported.GetProperty("digest").GetString(), back.GetProperty("digest").GetString());
        await target.DoAsync(async engine => Assert.Equal(
            [AppendOutcome.Duplicate, AppendOutcome.Stored],
            await engine.AppendAsync(
                [new InboxEntry(TemporaryInbox.Delivery("msg_5"), []), new InboxEntry(TemporaryInbox.Delivery("msg_new"), [])], default)));
    }

    [PostgreSqlFact]
    public async Task While_a_service_has_it_open_nothing_is_moved()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        using var source = await TemporaryInbox.FilledAsync(3);
        await source.DoAsync(
            async engine => await FileOf.RecordsAsync(source.Path("in.jsonl"), await engine.ReadDeliveriesAsync(default).ToListAsync()));
        await using var replica = new PostgreSqlInbox(
            new PostgreSqlInboxOptions { ConnectionString = database.ConnectionString }, TimeProvider.System,
            NullLogger<PostgreSqlInbox>.Instance);
        Assert.True(await replica.TryOpenAsync(default));

        foreach (var args in (string[][])[Keyed.ExportArgs(source.Path("out.jsonl")), Keyed.ImportArgs(source.Path("in.jsonl"))])
        {
            var run = await ToolRun.WithPostgreSql(database.ConnectionString, args);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("a service uses it", run.Error, StringComparison.Ordinal);
            Assert.Contains("Stop its service first.", run.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(source.Path("out.jsonl")));
        Assert.Equal(0, (await replica.ReadSummaryAsync(default)).Deliveries.Values.Sum());
    }

    [PostgreSqlFact]
    public async Task Without_options_it_is_the_inbox_of_the_service_whose_settings_the_environment_has()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        using var source = await TemporaryInbox.FilledAsync(3);
        await File.WriteAllTextAsync(source.Path("connection"), database.ConnectionString);
        Assert.Equal(0, (await Keyed.Export(source.Path("there.jsonl"), "--sqlite", source.File)).ExitCode);
        var environment = new Dictionary<string, string>
        {
            ["Inbox__Engine"] = "PostgreSql",
            ["Inbox__Sqlite__Path"] = source.Path("other.db"),
            ["Inbox__PostgreSql__ConnectionStringFile"] = source.Path("connection"),
        };

        Assert.Equal(0, (await ToolRun.WithEnvironment(environment, Keyed.ImportArgs(source.Path("there.jsonl")))).ExitCode);
        environment.Remove("Inbox__PostgreSql__ConnectionStringFile");
        environment["Inbox__PostgreSql__ConnectionString"] = database.ConnectionString;
        var export = Json(await ToolRun.WithEnvironment(environment, Keyed.ExportArgs(source.Path("back.jsonl"), "--json")));
        Assert.Equal(3, export.GetProperty("deliveries").GetInt32());

        Assert.False(File.Exists(source.Path("other.db")));
        environment.Remove("Inbox__PostgreSql__ConnectionString");
        Assert.Equal(2, (await ToolRun.WithEnvironment(environment, Keyed.ImportArgs(source.Path("there.jsonl")))).ExitCode);
    }

    [PostgreSqlFact]
    public async Task An_import_that_was_interrupted_is_finished_by_a_merge()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        using var source = await TemporaryInbox.FilledAsync(900);
        await source.DoAsync(async engine =>
        {
            var records = await engine.ReadDeliveriesAsync(default).ToListAsync();
            await FileOf.RecordsAsync(source.Path("half.jsonl"), records[..500]);
            await FileOf.RecordsAsync(source.Path("whole.jsonl"), records);
        });
        Assert.Equal(0, (await ToolRun.WithPostgreSql(database.ConnectionString, Keyed.ImportArgs(source.Path("half.jsonl")))).ExitCode);

        var refused = await ToolRun.WithPostgreSql(database.ConnectionString, Keyed.ImportArgs(source.Path("whole.jsonl")));
        var merged = Json(
            await ToolRun.WithPostgreSql(database.ConnectionString, Keyed.ImportArgs(source.Path("whole.jsonl"), "--merge", "--json")));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("it holds 500 deliveries", refused.Error, StringComparison.Ordinal);
        Assert.Equal(
            (400, 500, true),
            (merged.GetProperty("added").GetInt64(), merged.GetProperty("alreadyThere").GetInt64(),
                merged.GetProperty("same").GetBoolean()));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=someone;Password=open-sesame;Timeout=2", 1)]
    [InlineData("Password=open-sesame", 2)]
    [InlineData("open-sesame", 2)]
    public async Task A_database_that_cannot_be_used_is_reported_without_its_password(string connection, int exitCode)
    {
        using var inbox = await TemporaryInbox.FilledAsync();

        var run = await ToolRun.WithPostgreSql(connection, Keyed.ExportArgs(inbox.Path("out.jsonl")));

        Assert.Equal(exitCode, run.ExitCode);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("open-sesame", run.Everything, StringComparison.Ordinal);
        Assert.False(File.Exists(inbox.Path("out.jsonl")));
    }

    private static JsonElement Json(ToolRun run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
    }
}

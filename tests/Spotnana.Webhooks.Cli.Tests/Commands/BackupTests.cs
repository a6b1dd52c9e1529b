using System.Runtime.Versioning;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class BackupTests
{
    [Fact]
    public async Task An_inbox_is_backed_up_while_its_service_runs_and_restored_once_that_is_stopped()
    {
        using var inbox = await TemporaryInbox.FilledAsync(5);
        var backup = inbox.Path("backup.db");
        ToolRun backedUp = null!, refused = null!;
        await inbox.DoAsync(async engine =>
        {
            backedUp = await ToolRun.Of("inbox", "backup", backup, "--sqlite", inbox.File);
            await engine.AppendAsync([new InboxEntry(TemporaryInbox.Delivery("later"), [])], default);
            refused = await ToolRun.Of("inbox", "restore", backup, "--sqlite", inbox.File);
        });
        Assert.Equal((0, $"Backed up {inbox.File} to {backup}\n"), (backedUp.ExitCode, backedUp.Out));
        Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(backup), 8));
        Assert.Equal(1, refused.ExitCode);
        Assert.EndsWith("Stop the service first.\nNothing was restored.\n", refused.Error, StringComparison.Ordinal);
        Assert.Contains("later 0", await inbox.IdsAsync());

        var restored = await ToolRun.WithEnvironment(
            new Dictionary<string, string> { ["Inbox__Sqlite__Path"] = inbox.File }, "inbox", "restore", backup);

        Assert.Equal(0, restored.ExitCode);
        Assert.Contains("inbox.db.before-restore-20261123T200000Z", restored.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("later 0", await inbox.IdsAsync());
    }

    [Fact]
    public async Task A_restore_says_how_many_erasures_it_keeps_and_aloud_where_they_cannot_be_read()
    {
        using var inbox = await TemporaryInbox.FilledAsync(5);
        var backup = inbox.Path("backup.db");
        await ToolRun.Of("inbox", "backup", backup, "--sqlite", inbox.File);
        inbox.Execute(
            """
            INSERT INTO erasure (id, at, by, cause, reaches, kind, hash_key, hash, length, swept, completed_at)
            VALUES ('e', 1, 'oncall', 1, '', 2, 'k', x'01', 9, 2, 77)
            """);

        var kept = await ToolRun.Of("inbox", "restore", backup, "--sqlite", inbox.File);
        Assert.Contains("The service will erase again what 1 erasure names.\n", kept.Out, StringComparison.Ordinal);
        await File.WriteAllTextAsync(inbox.File, new string('x', 10_000));
        var lost = await ToolRun.Of("inbox", "restore", backup, "--sqlite", inbox.File);

        Assert.Equal((0, 0), (kept.ExitCode, lost.ExitCode));
        Assert.StartsWith("ERASURES MAY BE UNDONE: those since the backup could not be read", lost.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_overwritten_unless_told()
    {
        using var inbox = await TemporaryInbox.FilledAsync(5);
        await File.WriteAllTextAsync(inbox.Path("backup.db"), "before");

        var refused = await ToolRun.Of("inbox", "backup", inbox.Path("backup.db"), "--sqlite", inbox.File);
        Assert.Equal((2, "before"), (refused.ExitCode, await File.ReadAllTextAsync(inbox.Path("backup.db"))));

        var forced = await ToolRun.Of("inbox", "backup", inbox.Path("backup.db"), "--force", "--sqlite", inbox.File);
        Assert.Equal(0, forced.ExitCode);
        Assert.Equal(0, (await ToolRun.Of("inbox", "restore", inbox.Path("backup.db"), "--sqlite", inbox.Path("new.db"))).ExitCode);
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("restore")]
    public async Task A_PostgreSQL_inbox_is_left_to_its_own_tools(string action)
    {
        using var inbox = await TemporaryInbox.FilledAsync(5);

        var run = await ToolRun.WithPostgreSql("Host=db;Database=webhooks", "inbox", action, inbox.File);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("pg_dump", run.Error, StringComparison.Ordinal);
    }
}

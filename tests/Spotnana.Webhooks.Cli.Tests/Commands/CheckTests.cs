using System.Security.Cryptography;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class CheckTests
{
    [Fact]
    public async Task A_sound_inbox_or_backup_ends_with_0()
    {
        using var inbox = await TemporaryInbox.FilledAsync(10);
        var backup = inbox.Path("backup.db");
        Assert.Equal(0, (await ToolRun.Of("inbox", "backup", backup, "--sqlite", inbox.File)).ExitCode);

        foreach (var args in (string[][])[[backup], ["--sqlite", inbox.File]])
        {
            var run = await ToolRun.Of(["inbox", "check", .. args]);
            Assert.Equal(0, run.ExitCode);
            Assert.Equal(
                [$"All is well in {args[^1]}", "  schema                 5", "  deliveries            10", "  bodies                 9"],
                run.Lines);
        }
    }

    [Fact]
    public async Task Damage_ends_with_1_and_a_list_that_ends_after_20()
    {
        using var inbox = await TemporaryInbox.FilledAsync(40);
        inbox.Execute("UPDATE delivery SET sha256 = zeroblob(32) WHERE seq <= 30");

        var run = await ToolRun.Of("inbox", "check", inbox.File);
        var json = await ToolRun.Of("inbox", "check", inbox.File, "--json");

        Assert.Equal((1, 1), (run.ExitCode, json.ExitCode));
        Assert.Equal($"Not all is well in {inbox.File}", run.Lines[0]);
        Assert.Contains("  problems              30", run.Lines);
        Assert.Contains("  - the body of msg_0 (spotnana, number 1) does not match its SHA-256", run.Lines);
        Assert.Equal(20, run.Lines.Count(line => line.StartsWith("  - ", StringComparison.Ordinal)));
        Assert.Equal("  and 10 more", run.Lines[^1]);
        var told = JsonDocument.Parse(json.Out).RootElement;
        Assert.False(told.GetProperty("ok").GetBoolean());
        Assert.Equal(30, told.GetProperty("problemCount").GetInt32());
        Assert.Equal(20, told.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public async Task Encrypted_bodies_without_their_key_are_no_success_unless_they_are_left_out()
    {
        using var inbox = await TemporaryInbox.FilledAsync(10, Keys(out var keyFile));

        var with = await ToolRun.Of("inbox", "check", inbox.File, "--encryption-key-file", keyFile);
        var without = await ToolRun.Of("inbox", "check", inbox.File);
        var leftOut = await ToolRun.Of("inbox", "check", inbox.File, "--without-bodies");

        Assert.Equal((0, 1, 0), (with.ExitCode, without.ExitCode, leftOut.ExitCode));
        Assert.Contains("NOT CHECKED            9", without.Out, StringComparison.Ordinal);
        Assert.Contains("--encryption-key-file FILE, or --without-bodies", without.Out, StringComparison.Ordinal);
        Assert.Contains("not checked", leftOut.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_ends_with_2_and_so_does_a_file_that_a_service_uses()
    {
        using var inbox = await TemporaryInbox.FilledAsync(5);
        ToolRun inUse = null!;
        await inbox.DoAsync(async _ => inUse = await ToolRun.Of("inbox", "check", inbox.File));

        Assert.Equal(2, inUse.ExitCode);
        Assert.Contains("Check a backup of it instead", inUse.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await ToolRun.Of("inbox", "check", inbox.Path("none"))).ExitCode);
        Assert.Equal(2, (await ToolRun.Of("inbox", "check", inbox.File, "--sqlite", inbox.File)).ExitCode);
        Assert.Contains(
            "pg_amcheck", (await ToolRun.WithPostgreSql("Host=db;Database=webhooks", "inbox", "check")).Error, StringComparison.Ordinal);
    }

    private static EncryptionKeys Keys(out string path)
    {
        path = Path.GetTempFileName();
        File.WriteAllText(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        Assert.Empty(EncryptionKeys.Read("keys", path, out var keys));
        return keys;
    }
}

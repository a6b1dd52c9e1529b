using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class UsageTests
{
    /// <summary>/dev/full takes nothing, as a full disk.</summary>
    [Theory]
    [InlineData("secret new")]
    [InlineData("samples list")]
    [InlineData("samples show traveler-v2.purge")]
    [InlineData("sign traveler-v2.purge")]
    [InlineData("sign traveler-v2.purge --json")]
    [InlineData("--help")]
    [InlineData("--version")]
    public async Task Output_that_cannot_be_written_is_said_in_one_line(string call)
    {
        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var output = new StreamWriter(full) { AutoFlush = true }; // not disposed: it would write once more

        var run = await ToolRun.OnRealClock(surroundings => surroundings with { Out = output, OutBytes = full }, call.Split(' '));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The output cannot be written. ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string> WrongCalls =>
    [
        "",
        "samples",
        "secret",
        "nonsense",
        "samples show",
        "samples show --nope",
        "samples list --nope",
        "secret new extra",
        "sign",
        "sign nowhere.json",
        "sign /",
        "verify traveler-v2.purge --id a --timestamp 1",
        "send",
        "send --nope",
        "send --all traveler-v2.purge",
        "send traveler-v2.purge --repeat 0",
        "send traveler-v2.purge --repeat some",
        "send traveler-v2.purge traveler-v2.create --id msg_1",
        "send traveler-v2.purge --url nowhere",
        "inbox",
        "inbox list --limit 0",
        "inbox list --server nowhere",
        "inbox show",
        "inbox payload",
        "inbox redrive",
        "inbox redrive msg_1 --state dead",
        "inbox redrive msg_1 --dry-run",
        "inbox redrive --yes --copy 1",
        "inbox discard --handler expenses",
        "inbox discard",
        "inbox redrive msg_1 --limit 3",
        "inbox redrive --limit 0 --yes",
        "certify --nope",
        "certify --url nowhere",
        "certify --url http://hooks.example.com/",
        "certify --header nameless",
        "certify --header API-Version:1.0",
        "certify --junit /no/such/folder/result.xml",
        "certify --oauth",
        "certify --client-id me",
        $"certify --oauth --client-id me --client-secret mine --secret {Known.SecretB}",
        "certify --oauth --client-id me --client-secret mine --header authorization:hunter2",
        "certify --oauth --client-id me --client-secret mine --token-url http://hooks.example.com/token",
        "inbox export",
        "inbox export inbox.jsonl --sqlite nowhere/inbox.db",
        "inbox export inbox.jsonl --postgresql-file nowhere",
        "inbox export inbox.jsonl --sqlite a.db --postgresql-file b",
        "inbox export inbox.jsonl --key-file nowhere",
        "inbox rekey --sqlite nowhere/inbox.db",
        "inbox rekey --sqlite a.db --server http://localhost:8081",
        "inbox backup",
        "inbox backup backup.db --sqlite nowhere/inbox.db",
        "inbox restore nowhere.db",
        "inbox import",
        "inbox import nowhere.jsonl",
        "send traveler-v2.purge --url http://user:word@localhost/",
        "simulate --nope",
        "simulate --url nowhere",
        "simulate --url https://hooks.example.com/",
        "simulate --secret hunter2",
        "simulate --bookings 0",
        "simulate --organizations 1001",
        "simulate --connections 0",
        "simulate --seed some",
        "simulate --start 1.8.2026",
        "simulate --start 0001-01-01",
        "simulate --rate 0",
        "simulate --rate NaN",
        "simulate --rate 10 --burst",
        "simulate --duplicates 1.1",
        "simulate --reorder -0.1",
        "simulate --late NaN",
        "simulate --unknown 2",
        "simulate --retry-timescale 0",
        "simulate --retry-timescale 2",
        "simulate --rotate hunter2",
        $"simulate --rotate {Known.Sandbox}",
        $"simulate --url https://hooks.example.com/ --secret {Known.SecretA} --rotate {Known.Sandbox}",
        "simulate --oauth",
        "simulate --oauth --client-id me",
        "simulate --client-id me",
        "simulate --oauth --client-id me --client-secret mine --token-url nowhere",
        $"simulate --oauth --client-id me --client-secret mine --rotate {Known.SecretB}",
        "simulate --ledger /",
        "simulate --report /nowhere/report.json",
    ];

    [Theory]
    [MemberData(nameof(WrongCalls))]
    public async Task Wrong_usage_exits_with_2_and_says_so_on_standard_error(string call)
    {
        var run = await ToolRun.Of(call.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Out);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain('\e', run.Error);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("send --help")]
    [InlineData("simulate --help")]
    [InlineData("certify --help")]
    [InlineData("samples list --help")]
    [InlineData("--version")]
    public async Task Help_is_not_an_error(string call)
    {
        var run = await ToolRun.Of(call.Split(' '));

        Assert.Equal(0, run.ExitCode);
        Assert.NotEmpty(run.Out);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task A_secret_in_the_wrong_place_is_not_repeated()
    {
        var run = await ToolRun.Of("sign", Known.Sample, "--secret", Known.SecretA, Known.SecretB);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("whsec_***", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Known.SecretB, run.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_named_like_a_sample_is_chosen_by_its_path()
    {
        using var file = new TemporaryFile(Known.BodyOne, Known.Sample);

        var run = await ToolRun.Of("sign", file.Path, "--secret", Known.SecretA, "--id", Known.Id, "--timestamp", Known.Timestamp);

        Assert.Contains(Known.BodyOneByA, run.Out, StringComparison.Ordinal);
    }
}

using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class UsageTests
{
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
        "inbox redrive",
        "inbox redrive msg_1 --state dead",
        "inbox redrive msg_1 --dry-run",
        "inbox redrive --yes --copy 1",
        "inbox discard expenses",
        "send traveler-v2.purge --url http://user:word@localhost/",
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
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("send --help")]
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
    public async Task A_file_that_is_called_like_a_sample_is_meant_by_its_path()
    {
        using var file = new TemporaryFile(Known.BodyOne, Known.Sample);

        var run = await ToolRun.Of("sign", file.Path, "--secret", Known.SecretA, "--id", Known.Id, "--timestamp", Known.Timestamp);

        Assert.Contains(Known.BodyOneByA, run.Out, StringComparison.Ordinal);
    }
}

using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class SecretNewTests
{
    [Fact]
    public async Task A_new_secret_is_all_that_is_printed()
    {
        var run = await ToolRun.Of("secret", "new");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=\n$", run.Out);
        Assert.Equal(32, Convert.FromBase64String(run.Out.TrimEnd()["whsec_".Length..]).Length);
    }

    [Fact]
    public async Task Each_secret_is_different() =>
        Assert.NotEqual((await ToolRun.Of("secret", "new")).Out, (await ToolRun.Of("secret", "new")).Out);
}

using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class VerifyTests
{
    [Theory]
    [InlineData(Known.BodyOneByA)]
    [InlineData("v1," + Known.BodyOneByA)]
    [InlineData("v1,AAAA " + Known.BodyOneByA)]
    public async Task A_good_signature_is_valid(string signature)
    {
        using var file = new TemporaryFile(Known.BodyOne);

        var run = await Verify(file, signature, Known.SecretA);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("valid: signed by secret 1 of 1\n", run.Out);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task It_says_which_secret_signed()
    {
        using var file = new TemporaryFile(Known.BodyOne);

        var run = await Verify(file, Known.BodyOneByB, Known.SecretA, Known.SecretB);

        Assert.Equal("valid: signed by secret 2 of 2\n", run.Out);
    }

    [Fact]
    public async Task The_secret_may_come_from_the_environment()
    {
        using var file = new TemporaryFile(Known.BodyOne);

        var run = await ToolRun.WithEnvironment(
            Known.SecretA, "verify", file.Path, "--id", Known.Id, "--timestamp", Known.Timestamp, "--signature", Known.BodyOneByA);

        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData(Known.BodyOneByB, "did not sign this")]
    [InlineData("not-a-signature", "not Base64 of 32 bytes")]
    public async Task A_bad_signature_fails_the_check_and_says_why(string signature, string reason)
    {
        using var file = new TemporaryFile(Known.BodyOne);

        var run = await Verify(file, signature, Known.SecretA);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("not valid: ", run.Out, StringComparison.Ordinal);
        Assert.Contains(reason, run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Known.SecretA, run.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Known.BodyOne + "\n", "without the line end")]
    [InlineData("\uFEFF" + Known.BodyOne, "without the byte order mark")]
    public async Task A_body_that_an_editor_changed_is_recognised(string saved, string hint)
    {
        using var file = new TemporaryFile(saved);

        var run = await Verify(file, Known.BodyOneByA, Known.SecretA);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_lost_its_last_line_feed_is_recognised()
    {
        using var file = new TemporaryFile(Known.BodyTwo.TrimEnd());

        var run = await Verify(file, Known.BodyTwoByA, Known.SecretA);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("with a line feed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_the_verdict_is_one_object()
    {
        using var file = new TemporaryFile(Known.BodyOne);
        string[] headers = ["--id", Known.Id, "--timestamp", Known.Timestamp, "--secret", Known.SecretA, "--json"];

        var good = JsonDocument.Parse(
            (await ToolRun.Of(["verify", file.Path, "--signature", Known.BodyOneByA, .. headers])).Out).RootElement;
        var bad = JsonDocument.Parse(
            (await ToolRun.Of(["verify", file.Path, "--signature", Known.BodyOneByB, .. headers])).Out).RootElement;

        Assert.True(good.GetProperty("valid").GetBoolean());
        Assert.Equal(1, good.GetProperty("secret").GetInt32());
        Assert.False(bad.GetProperty("valid").GetBoolean());
        Assert.Equal("Mismatch", bad.GetProperty("verdict").GetString());
        Assert.False(bad.TryGetProperty("secret", out _));
    }

    [Fact]
    public async Task What_sign_prints_verify_takes()
    {
        var signed = JsonDocument.Parse((await ToolRun.Of("sign", Known.Sample, "--secret", Known.SecretB, "--json")).Out).RootElement;

        var run = await ToolRun.Of(
            "verify", Known.Sample, "--secret", Known.SecretB, "--id", signed.GetProperty("id").GetString()!,
            "--timestamp", signed.GetProperty("timestamp").GetString()!, "--signature", signed.GetProperty("signature").GetString()!);

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Without_a_secret_it_is_wrong_usage()
    {
        var run = await ToolRun.Of("verify", Known.Sample, "--id", "a", "--timestamp", "1", "--signature", "b");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("SPOTNANA_WEBHOOK_SECRET", run.Error, StringComparison.Ordinal);
    }

    private static Task<ToolRun> Verify(TemporaryFile file, string signature, params string[] secrets) =>
        ToolRun.Of([
            "verify", file.Path, "--id", Known.Id, "--timestamp", Known.Timestamp, "--signature", signature,
            .. secrets.SelectMany(secret => new[] { "--secret", secret }),
        ]);
}

using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class SignTests
{
    [Theory]
    [InlineData(Known.BodyOne, Known.SecretA, Known.BodyOneByA)]
    [InlineData(Known.BodyOne, Known.SecretB, Known.BodyOneByB)]
    [InlineData(Known.BodyTwo, Known.SecretA, Known.BodyTwoByA)]
    public async Task A_file_is_signed_as_an_independent_implementation_does(string body, string secret, string signature)
    {
        using var file = new TemporaryFile(body);

        var run = await ToolRun.Of("sign", file.Path, "--secret", secret, "--id", Known.Id, "--timestamp", Known.Timestamp);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Contains($"x-spotnana-webhook-id: {Known.Id}", run.Lines);
        Assert.Contains($"x-spotnana-webhook-timestamp: {Known.Timestamp}", run.Lines);
        Assert.Contains($"x-spotnana-webhook-signature: {signature}", run.Lines);
        Assert.Contains("API-Version: 2.0", run.Lines);
    }

    [Fact]
    public async Task The_secret_may_come_from_the_environment()
    {
        using var file = new TemporaryFile(Known.BodyOne);

        var run = await ToolRun.WithEnvironment(Known.SecretA, "sign", file.Path, "--id", Known.Id, "--timestamp", Known.Timestamp);

        Assert.Contains($"x-spotnana-webhook-signature: {Known.BodyOneByA}", run.Lines);
    }

    [Fact]
    public async Task Without_an_id_and_a_time_there_is_a_fresh_id_and_the_clock()
    {
        var first = await ToolRun.Of("sign", Known.Sample, "--json");
        var second = await ToolRun.Of("sign", Known.Sample, "--json");

        var one = JsonDocument.Parse(first.Out).RootElement;
        Assert.Matches("^msg_[0-9a-z]{12}$", one.GetProperty("id").GetString()!);
        Assert.NotEqual(one.GetProperty("id").GetString(), JsonDocument.Parse(second.Out).RootElement.GetProperty("id").GetString());
        Assert.Equal($"{ToolRun.Now.ToUnixTimeSeconds()}", one.GetProperty("timestamp").GetString());
        Assert.Matches("^[0-9a-f]{32}$", one.GetProperty("headers").GetProperty("X-B3-TraceId").GetString()!);
        Assert.Matches("^[0-9a-f]{16}$", one.GetProperty("headers").GetProperty("X-B3-SpanId").GetString()!);
    }

    [Fact]
    public async Task It_says_so_when_the_sandbox_secret_signs() =>
        Assert.Contains("sandbox secret", (await ToolRun.Of("sign", Known.Sample)).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("--id", "")]
    [InlineData("--id", "with\ttab")]
    [InlineData("--id", "x ")]
    [InlineData("--id", " x")]
    [InlineData("--timestamp", "tomorrow")]
    [InlineData("--timestamp", "1.5")]
    [InlineData("--timestamp", "0123")]
    [InlineData("--curl", "localhost:8080")]
    [InlineData("--curl", "ftp://localhost/")]
    [InlineData("--secret", "hunter2")]
    public async Task What_a_receiver_would_refuse_is_wrong_usage_and_names_the_option(string option, string value)
    {
        var run = await ToolRun.Of("sign", Known.Sample, option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.OutBytes);
        Assert.StartsWith(option, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mask_for_secrets_leaves_the_advice_readable()
    {
        var run = await ToolRun.Of("sign", Known.Sample, "--secret", "whsec_hunter2");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("behind whsec_: copy it whole", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_curl_command_of_a_sample_is_accepted()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await ToolRun.Of("sign", Known.Sample, "--curl", endpoint.Url);
        var answer = await BashAsync(run.Out);

        Assert.Matches("""^\{"status":"accepted","id":"msg_[0-9a-z]{12}"\}\n200\n$""", answer);
        var request = Assert.Single(endpoint.Requests);
        Assert.Equal("application/json", request["Content-Type"]);
        Assert.Equal("2.0", request["API-Version"]);
        Assert.Equal((await ToolRun.Of("samples", "show", Known.Sample)).OutBytes, request.Body);
        Directory.Delete(Path.GetDirectoryName(Before(run.Out, "--data-binary @"))!, recursive: true);
    }

    [Fact]
    public async Task The_curl_command_of_a_file_with_an_awkward_path_is_accepted()
    {
        await using var endpoint = await Endpoint.StartAsync(Known.SecretA);
        using var file = new TemporaryFile(Known.BodyTwo);

        var run = await ToolRun.Of("sign", file.Path, "--secret", Known.SecretA, "--curl", endpoint.Url + "?it's=1&b=2");
        var answer = await BashAsync(run.Out);

        Assert.EndsWith("\n200\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(Known.SecretA, run.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brackets_in_the_address_of_the_curl_command_are_its_own_and_no_range_to_try()
    {
        await using var endpoint = await Endpoint.StartAsync(Known.SecretA);
        using var file = new TemporaryFile(Known.BodyTwo);

        var run = await ToolRun.Of("sign", file.Path, "--secret", Known.SecretA, "--curl", endpoint.Url + "?a=[1-3]&b={x,y}");

        Assert.EndsWith("\n200\n", await BashAsync(run.Out), StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
    }

    [Theory]
    [InlineData("sign", "-")]
    [InlineData("verify", "-")]
    public async Task A_dash_is_the_body_on_standard_input(string command, string source)
    {
        string[] verified = command == "verify" ? ["--signature", Known.BodyOneByA] : [];

        var run = await ToolRun.OnRealClock(
            surroundings => surroundings with { InBytes = new MemoryStream(Encoding.UTF8.GetBytes(Known.BodyOne)) },
            [command, source, "--secret", Known.SecretA, "--id", Known.Id, "--timestamp", Known.Timestamp, .. verified]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(command == "verify" ? "valid" : Known.BodyOneByA, run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Known.Sandbox)]
    public async Task The_sandbox_secret_never_signs_for_another_machine(string? secret)
    {
        string[] given = secret is null ? [] : ["--secret", secret];

        var run = await ToolRun.Of(["sign", Known.Sample, "--curl", "https://hooks.example.com/webhooks/spotnana", .. given]);

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.OutBytes);
        Assert.Contains("hooks.example.com", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Known.Sandbox, run.Error, StringComparison.Ordinal);
    }

    private static string Before(string command, string option)
    {
        var start = command.IndexOf(option, StringComparison.Ordinal) + option.Length;
        return command[start..command.IndexOf(' ', start)];
    }

    private static async Task<string> BashAsync(string command)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["no_proxy"] = "*";
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(command);
        bash.StandardInput.Close();
        return await bash.StandardOutput.ReadToEndAsync();
    }
}

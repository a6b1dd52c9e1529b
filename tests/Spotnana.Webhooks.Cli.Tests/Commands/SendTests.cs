using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class SendTests
{
    [Fact]
    public async Task A_sample_is_posted_as_Spotnana_does()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await ToolRun.Of("send", Known.Sample, "--url", endpoint.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^pnr-v3\.booking-ticketed\.air  msg_[0-9a-z]{12}  200 accepted  +[0-9]+ ms\n$", run.Out);
        var request = Assert.Single(endpoint.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("application/json", request["Content-Type"]);
        Assert.Equal("2.0", request["API-Version"]);
        Assert.Equal($"{ToolRun.Now.ToUnixTimeSeconds()}", request["x-spotnana-webhook-timestamp"]);
        Assert.Matches("^[0-9a-f]{32}$", request["X-B3-TraceId"]);
        Assert.Matches("^[0-9a-f]{16}$", request["X-B3-SpanId"]);
        Assert.Equal(WebhookSample.Get(Known.Sample).Body.ToArray(), request.Body);
    }

    [Fact]
    public async Task The_printed_command_sends_the_same_again_as_a_duplicate()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var first = await ToolRun.Of("send", Known.Sample, "--url", endpoint.Url);
        var command = first.Error.Split(['\n', ' ', '\\'], StringSplitOptions.RemoveEmptyEntries)
            .SkipWhile(word => word != "spotnana-webhooks")
            .ToArray();
        var second = await ToolRun.Of(command[1..]);

        Assert.Equal("spotnana-webhooks", command[0]);
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("200 duplicate", second.Out, StringComparison.Ordinal);
        Assert.Empty(second.Error);
    }

    [Fact]
    public async Task Repeating_sends_the_same_signed_request()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await ToolRun.Of("send", Known.Sample, "--url", endpoint.Url, "--repeat", "3");

        Assert.Equal(0, run.ExitCode);
        Assert.Collection(
            run.Lines,
            line => Assert.Contains("200 accepted", line, StringComparison.Ordinal),
            line => Assert.Contains("200 duplicate", line, StringComparison.Ordinal),
            line => Assert.Contains("200 duplicate", line, StringComparison.Ordinal));
        Assert.Single(endpoint.Requests.Select(request => request["x-spotnana-webhook-signature"]).Distinct());
    }

    [Fact]
    public async Task The_same_id_with_another_body_shows_what_the_receiver_says()
    {
        await using var endpoint = await Endpoint.StartAsync();

        await ToolRun.Of("send", Known.Sample, "--url", endpoint.Url, "--id", "msg_1");
        var run = await ToolRun.Of("send", "traveler-v2.purge", "--url", endpoint.Url, "--id", "msg_1");

        Assert.Contains("200 quarantined", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_samples_are_sent_the_oldest_event_first_and_each_line_fits_80_columns()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await ToolRun.InTerminal("send", "--all", "--url", endpoint.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(WebhookSample.Names.Count, run.Lines.Length);
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.StartsWith("traveler-v2.create ", run.Lines[0], StringComparison.Ordinal);
        Assert.Equal(WebhookSample.Names.Count, endpoint.Requests.Select(request => request["x-spotnana-webhook-id"]).Distinct().Count());
    }

    [Fact]
    public async Task A_file_is_sent_unchanged()
    {
        await using var endpoint = await Endpoint.StartAsync(Known.SecretA);
        using var file = new TemporaryFile(Known.BodyTwo);

        var run = await ToolRun.WithEnvironment(Known.SecretA, "send", file.Path, "--url", endpoint.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Known.BodyTwo, System.Text.Encoding.UTF8.GetString(Assert.Single(endpoint.Requests).Body));
    }

    [Fact]
    public async Task As_JSON_each_answer_is_an_object_on_its_own_line_and_nothing_else_is_printed()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await ToolRun.Of("send", Known.Sample, "traveler-v2.purge", "--url", endpoint.Url, "--json");

        Assert.Empty(run.Error);
        var rows = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([Known.Sample, "traveler-v2.purge"], rows.Select(row => row.GetProperty("name").GetString()));
        Assert.All(rows, row => Assert.Equal(200, row.GetProperty("httpStatus").GetInt32()));
        Assert.All(rows, row => Assert.Equal("accepted", row.GetProperty("status").GetString()));
        Assert.All(rows, row => Assert.True(row.GetProperty("milliseconds").GetInt64() >= 0));
        Assert.Equal(
            endpoint.Requests.Select(request => request["x-spotnana-webhook-id"]), rows.Select(row => row.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_refused_signature_fails_with_a_hint_that_shows_no_secret()
    {
        await using var endpoint = await Endpoint.StartAsync(Known.SecretA);

        var run = await ToolRun.WithEnvironment(Known.SecretB, "send", Known.Sample, "--url", endpoint.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("401", run.Out, StringComparison.Ordinal);
        Assert.Contains("SPOTNANA_WEBHOOK_SECRET", run.Error, StringComparison.Ordinal);
        Assert.Contains("It says: no secret matched", run.Error, StringComparison.Ordinal);
        AssertShowsNoSecret(run);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Every_answer_but_200_is_a_failure(int status)
    {
        await using var endpoint = await Endpoint.StartAsync();
        endpoint.OtherStatus = status;

        var run = await ToolRun.Of("send", Known.Sample, "--url", endpoint.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{status} -", run.Out, StringComparison.Ordinal);
        Assert.StartsWith($"{status}: ", run.Error, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task Where_nothing_listens_it_says_how_to_start_the_service()
    {
        var url = await Endpoint.GoneAsync();

        var run = await ToolRun.Of("send", Known.Sample, "--url", url);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Out);
        Assert.StartsWith($"Nothing listens at {new Uri(url).GetLeftPart(UriPartial.Authority)}.", run.Error, StringComparison.Ordinal);
        Assert.Contains("dotnet run --project src/Spotnana.Webhooks.Receiver", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_listens_JSON_says_so_too()
    {
        var run = await ToolRun.Of("send", Known.Sample, "--url", await Endpoint.GoneAsync(), "--json");

        var row = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
        Assert.Equal(1, run.ExitCode);
        Assert.False(row.TryGetProperty("httpStatus", out _));
        Assert.NotEmpty(row.GetProperty("error").GetString()!);
    }

    [Theory]
    [InlineData(null, "http://192.0.2.1/webhooks/spotnana")]
    [InlineData(Known.Sandbox, "https://hooks.example.com/webhooks/spotnana")]
    [InlineData(Known.Sandbox, "http://localhost.example.com/webhooks/spotnana")]
    public async Task The_sandbox_secret_never_leaves_this_machine(string? secret, string url)
    {
        string[] given = secret is null ? [] : ["--secret", secret];

        var run = await ToolRun.Of(["send", Known.Sample, "--url", url, .. given]);

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Out);
        Assert.Contains(new Uri(url).Host, run.Error, StringComparison.Ordinal);
        AssertShowsNoSecret(run);
    }

    [Fact]
    public async Task A_sample_that_does_not_exist_sends_nothing_at_all()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await ToolRun.Of("send", Known.Sample, "pnr-v3.booking-ticketd.air", "--url", endpoint.Url);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Did you mean:\n  pnr-v3.booking-ticketed.air\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    private static void AssertShowsNoSecret(ToolRun run) =>
        Assert.All(
            [Known.SecretA, Known.SecretB, Known.Sandbox],
            secret => Assert.DoesNotContain(secret["whsec_".Length..], run.Everything, StringComparison.Ordinal));
}

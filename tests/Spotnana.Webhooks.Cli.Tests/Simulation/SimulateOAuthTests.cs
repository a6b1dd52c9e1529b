using System.Security.Cryptography;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class SimulateOAuthTests
{
    [Fact]
    public async Task With_tokens_there_are_no_signatures_and_the_id_in_the_ledger_is_the_digest_of_the_body()
    {
        await using var receiver = await TokenReceiver.StartAsync();
        using var ledger = new TemporaryFile("", "ledger.jsonl");

        var run = await Simulate(receiver, "--ledger", ledger.Path, "--duplicates", "0");

        Assert.Equal(0, run.ExitCode);
        Assert.All(receiver.Deliveries, delivery =>
            Assert.DoesNotContain(delivery.Headers.Keys, name => name.StartsWith("x-spotnana", StringComparison.OrdinalIgnoreCase)));
        Assert.All(receiver.Deliveries, delivery => Assert.Equal("2.0", delivery["API-Version"]));
        Assert.Equal(
            receiver.Deliveries.Select(delivery => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(delivery.Body))).Order(),
            File.ReadLines(ledger.Path).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!).Order());
        Assert.DoesNotContain(TokenReceiver.ClientSecret, run.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_connection_fetches_a_token_of_its_own_and_keeps_it()
    {
        await using var receiver = await TokenReceiver.StartAsync();

        await Simulate(receiver, "--connections", "3");

        Assert.Equal(3, receiver.Tokens.Count);
        Assert.Equal(
            receiver.Tokens.Select(token => $"Bearer {token}").Order(),
            receiver.Deliveries.Select(delivery => delivery["Authorization"]).Distinct().Order());
    }

    [Fact]
    public async Task A_token_that_is_refused_is_replaced_and_the_delivery_sent_again()
    {
        await using var receiver = await TokenReceiver.StartAsync();
        receiver.ForgetsAt = 5;

        var run = await Simulate(receiver, "--connections", "1");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, receiver.Tokens.Count);
    }

    [Fact]
    public async Task A_client_that_gets_no_token_delivers_nothing_and_the_report_says_why()
    {
        await using var receiver = await TokenReceiver.StartAsync();

        var run = await ToolRun.OnRealClock(
            "simulate", "--url", receiver.Url, "--oauth", "--client-id", "somebody", "--client-secret", "else", "--bookings", "1",
            "--burst", "--retry-timescale", "1e-9");

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(receiver.Deliveries);
        Assert.Contains("token: 401", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_given_up_is_named_once_and_as_ledger_and_receiver_know_it()
    {
        await using var receiver = await TokenReceiver.StartAsync();
        receiver.IsDown = true;
        using var ledger = new TemporaryFile("", "ledger.jsonl");

        var run = await ToolRun.OnRealClock([
            .. Arguments(receiver), "--bookings", "1", "--duplicates", "1", "--retry-timescale", "1e-9", "--ledger", ledger.Path, "--json",
        ]);

        var report = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
        var ids = report.GetProperty("givenUp").EnumerateArray().Select(id => id.GetString()!).ToList();
        Assert.Equal(report.GetProperty("planned").GetInt32(), report.GetProperty("notDelivered").GetInt32());
        Assert.Equal(ids.Distinct(), ids);
        var sent = File.ReadLines(ledger.Path).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!);
        Assert.Equal(sent.Distinct().Order(), ids.Order());
        Assert.Subset(
            receiver.Deliveries.Select(delivery => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(delivery.Body))).ToHashSet(),
            ids.ToHashSet());
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("1e999")]
    [InlineData("0.001e6")]
    public async Task A_token_may_be_valid_for_any_time(string seconds)
    {
        await using var receiver = await TokenReceiver.StartAsync();
        receiver.Answer = token => $$"""{"access_token":"{{token}}","expires_in":{{seconds}} }""";

        var run = await Simulate(receiver, "--connections", "1");

        Assert.Equal(0, run.ExitCode);
        Assert.Single(receiver.Tokens);
    }

    [Theory]
    [InlineData("""{"access_token":"","expires_in":3600}""")]
    [InlineData("""{"access_token":null,"expires_in":3600}""")]
    [InlineData("""{"access_token":"a b","expires_in":3600}""")]
    [InlineData("""{"access_token":"a\r\nX-More: b","expires_in":3600}""")]
    [InlineData("""{"access_token":"abc","expires_in":-1e300}""")]
    [InlineData("""{"access_token":"abc","expires_in":-1}""")]
    [InlineData("""{"access_token":"abc","expires_in":0}""")]
    [InlineData("""{"access_token":"abc","expires_in":null}""")]
    [InlineData("""{"access_token":"abc"}""")]
    [InlineData("[]")]
    [InlineData("no JSON")]
    public async Task An_answer_without_a_usable_token_is_a_failure_and_nothing_is_sent_with_it(string answer)
    {
        await using var receiver = await TokenReceiver.StartAsync();
        receiver.Answer = _ => answer;

        var run = await ToolRun.OnRealClock([.. Arguments(receiver), "--bookings", "1", "--retry-timescale", "1e-9"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(receiver.Deliveries);
        Assert.Contains("token: unusable answer: ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_of_the_subscriptions_own_goes_with_a_token_but_not_in_its_place()
    {
        await using var receiver = await TokenReceiver.StartAsync();

        var run = await Simulate(receiver, "--header", "X-Tenant: acme");
        var wrong = await Simulate(receiver, "--header", "authorization: Bearer own");

        Assert.Equal(0, run.ExitCode);
        Assert.All(receiver.Deliveries, delivery => Assert.Equal("acme", delivery["X-Tenant"]));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("Authorization is sent anyway", wrong.Error, StringComparison.Ordinal);
    }

    private static Task<ToolRun> Simulate(TokenReceiver receiver, params string[] more) =>
        ToolRun.Of([.. Arguments(receiver), "--bookings", "10", .. more]);

    private static string[] Arguments(TokenReceiver receiver) =>
        [
            "simulate", "--url", receiver.Url, "--oauth", "--client-id", TokenReceiver.ClientId, "--client-secret",
            TokenReceiver.ClientSecret, "--burst",
        ];
}

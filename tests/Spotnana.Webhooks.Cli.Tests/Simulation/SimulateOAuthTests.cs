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
        Assert.All(receiver.Deliveries, delivery => Assert.DoesNotContain(delivery.Headers.Keys, name => name.StartsWith("x-spotnana", StringComparison.OrdinalIgnoreCase)));
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
        Assert.Equal(receiver.Tokens.Select(token => $"Bearer {token}").Order(), receiver.Deliveries.Select(delivery => delivery["Authorization"]).Distinct().Order());
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
            "simulate", "--url", receiver.Url, "--oauth", "--client-id", "somebody", "--client-secret", "else", "--bookings", "1", "--burst", "--retry-timescale", "1e-9");

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(receiver.Deliveries);
        Assert.Contains("token: 401", run.Out, StringComparison.Ordinal);
    }

    private static Task<ToolRun> Simulate(TokenReceiver receiver, params string[] more) => ToolRun.Of(
        ["simulate", "--url", receiver.Url, "--oauth", "--client-id", TokenReceiver.ClientId, "--client-secret", TokenReceiver.ClientSecret, "--bookings", "10", "--burst", .. more]);
}

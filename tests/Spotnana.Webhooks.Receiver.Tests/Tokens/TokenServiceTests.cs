using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Receiver.Tests.Telemetry;

namespace Spotnana.Webhooks.Receiver.Tests.Tokens;

/// <summary>Tokens through restarts, among replicas, through a rotation, under guessing, and with the tool's own sender.</summary>
[Collection(OneService.Name)]
public sealed class TokenServiceTests
{
    private const string New = "secret after the rotation";

    [Fact]
    public async Task A_token_of_one_instance_is_accepted_by_another_and_after_a_restart()
    {
        string token;
        using (var first = new RunningReceiver(TokenCalls.Settings()))
        {
            token = await first.TokenAsync();
            using var second = new RunningReceiver(TokenCalls.Settings());
            Assert.Equal("accepted", (await second.SendAsync(TokenCalls.WithToken($"Bearer {token}"))).Status);
        }

        using var restarted = new RunningReceiver(TokenCalls.Settings());
        Assert.Equal("accepted", (await restarted.SendAsync(TokenCalls.WithToken($"Bearer {token}"))).Status);
        using var otherSecret = new RunningReceiver(TokenCalls.Settings(("Subscriptions:spotnana:OAuth:ClientSecret", New)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await otherSecret.SendAsync(TokenCalls.WithToken($"Bearer {token}"))).StatusCode);
    }

    [Fact]
    public async Task A_secret_is_rotated_without_a_restart_and_its_tokens_end_with_it()
    {
        using var volume = new SecretVolume(("client", TokenCalls.ClientSecret));
        using var receiver = new RunningReceiver(TokenCalls.Settings(
            ("Subscriptions:spotnana:OAuth:ClientSecret", null),
            ("Subscriptions:spotnana:OAuth:ClientSecretFile", volume.PathOf("client"))));
        var ofOld = await receiver.TokenAsync();

        volume.Swap(("client", $"{TokenCalls.ClientSecret}\n{New}\n"));
        await Wait.UntilAsync(async () => (await receiver.AskAsync(secret: New)).StatusCode == HttpStatusCode.OK);
        var ofNew = await receiver.TokenAsync(New);
        foreach (var token in (string[])[ofOld, ofNew, await receiver.TokenAsync()])
            Assert.Equal("accepted", (await receiver.SendAsync(TokenCalls.WithToken($"Bearer {token}"))).Status);

        volume.Swap(("client", New));
        await Wait.UntilAsync(async () => (await receiver.AskAsync()).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.SendAsync(TokenCalls.WithToken($"Bearer {ofOld}"))).StatusCode);
        Assert.Equal("accepted", (await receiver.SendAsync(TokenCalls.WithToken($"Bearer {ofNew}"))).Status);
        foreach (var secret in (string[])[TokenCalls.ClientSecret, New, ofOld, ofNew])
            Assert.DoesNotContain(secret, receiver.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_10_000_wrong_secrets_nothing_has_changed_for_others()
    {
        const int Guesses = 10_000;
        using var receiver = new RunningReceiver(TokenCalls.Settings());
        var token = await receiver.TokenAsync();
        var started = Stopwatch.StartNew();

        // Meanwhile, the honest client asks and delivers.
        var guessing = Parallel.ForEachAsync(
            Enumerable.Range(0, Guesses), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, _) =>
            {
                var answer = await receiver.AskAsync(id: n % 2 == 0 ? TokenCalls.ClientId : $"client-{n}", secret: $"guess-{n}");
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            });
        var honest = 0;
        while (!guessing.IsCompleted)
        {
            Assert.Equal("accepted", (await receiver.SendAsync(TokenCalls.WithToken($"Bearer {await receiver.TokenAsync()}"))).Status);
            honest++;
        }

        await guessing;
        var lines = started.Elapsed.TotalSeconds;
        Assert.Equal("accepted", (await receiver.SendAsync(TokenCalls.WithToken($"Bearer {token}"))).Status);
        Assert.Equal("accepted", (await receiver.SendAsync(TokenCalls.WithToken($"Bearer {await receiver.TokenAsync()}"))).Status);
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery())).Status);

        var scrape = await Scrape.OfAsync(receiver);
        Assert.Equal(Guesses, scrape.Value("spotnana_webhooks_token_requests_total", ("outcome", "invalid-client")));
        Assert.Equal(honest + 2, scrape.Value("spotnana_webhooks_token_requests_total", ("outcome", "issued")));
        Assert.InRange(
            receiver.Log.Events.Count(line => line.RenderMessage(null).Contains("invalid-client", StringComparison.Ordinal)),
            1, (int)lines + 2);
        Assert.DoesNotContain("guess-", receiver.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("client-9", receiver.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_request_is_counted_and_the_log_names_no_secret()
    {
        using var receiver = new RunningReceiver(TokenCalls.Settings());
        var token = await receiver.TokenAsync();
        await receiver.AskAsync(secret: "wrong-horse-battery");
        await receiver.AskAsync(TokenCalls.Form("grant_type=password"u8.ToArray()));
        await receiver.AskAsync(TokenCalls.Form([]));

        var scrape = await Scrape.OfAsync(receiver);
        var given = await receiver.Log.LineAsync(
            line => line.MessageTemplate.Text.StartsWith("Gave {Remote} a token", StringComparison.Ordinal));
        await receiver.Log.LineAsync(line => line.RenderMessage(null).Contains("401 \"invalid-client\"", StringComparison.Ordinal));

        Assert.Equal(
            "invalid-client 1, invalid-request 1, issued 1, unsupported-grant-type 1",
            string.Join(
                ", ", scrape.By("spotnana_webhooks_token_requests_total", "outcome").Select(count => $"{count.Key} {count.Value}")));
        Assert.Equal("1", given.Properties["SecretIndex"].ToString());
        foreach (var secret in (string[])[token, TokenCalls.ClientSecret, "wrong-horse-battery"])
            Assert.DoesNotContain(secret, receiver.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_simulator_delivers_all_of_it_by_tokens()
    {
        using var receiver = new RunningReceiver(TokenCalls.Settings(("Serilog:MinimumLevel:Default", "Warning")));

        var run = await ToolCall.RunAsync(
            "simulate", "--url", new Uri(receiver.WebhooksUrl, "/webhooks/spotnana").ToString(), "--oauth", "--client-id",
            TokenCalls.ClientId, "--client-secret", TokenCalls.ClientSecret, "--bookings", "60", "--burst", "--json");
        var report = JsonDocument.Parse(run.Out).RootElement;

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var planned = report.GetProperty("planned").GetInt32();
        Assert.True(planned > 200, $"{planned} planned");
        Assert.Equal(planned, report.GetProperty("delivered").GetInt32());
        Assert.Equal(0, receiver.Query<long>("SELECT count(*) FROM delivery WHERE id NOT LIKE 'sha256:%'"));
        await receiver.EventuallyAsync("SELECT count(*) FROM handling WHERE state <> 1", 0L);
        Assert.Equal(report.GetProperty("events").GetInt32(), receiver.Query<long>("SELECT count(*) FROM delivery"));
    }
}

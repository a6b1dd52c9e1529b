extern alias tool;

using System.Diagnostics;
using System.Text.Json;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Receiver.Tests.Tokens;
using Spotnana.Webhooks.TestPorts;
using tool::Spotnana.Webhooks.Cli.Certification.Checks;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>The service passes the checklist that the tool has for any receiver, asked by the tool as a process of its own.</summary>
public sealed class CertificationTests : IDisposable
{
    private static readonly TimeSpan _bound = TimeSpan.FromMinutes(2);

    private readonly TestCertificate _certificate = new();

    [Fact]
    public async Task Over_http_everything_passes_but_TLS_which_cannot_be_seen()
    {
        using var receiver = new RunningReceiver();

        var (exitCode, json) = await CertifyAsync(receiver);

        Assert.Equal(["tls"], NotPassed(json));
        Assert.Equal(0, json.GetProperty("failed").GetInt32());
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Over_https_everything_passes()
    {
        using var receiver = OverTls();

        var (exitCode, json) = await CertifyAsync(receiver, _certificate.CertificatePath);

        Assert.Empty(NotPassed(json));
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task By_tokens_everything_passes_and_what_it_left_is_cleaned()
    {
        using var receiver = new RunningReceiver(TokenCalls.Settings(("Subscriptions:spotnana:OAuth:TokenLifetime", "00:00:10")));

        var call = await ToolCall.RunAsync(
            receiver, "certify", "--url", new Uri(receiver.WebhooksUrl, "/webhooks/spotnana").ToString(), "--oauth", "--client-id",
            TokenCalls.ClientId, "--client-secret", TokenCalls.ClientSecret, "--json", "--clean");
        var json = JsonDocument.Parse(call.Out).RootElement;

        Assert.Equal(["tls"], NotPassed(json));
        Assert.Equal(0, call.ExitCode);
        // What is not JSON is a dead letter.
        Assert.Equal("Discarded: 1\n", call.Error);
        foreach (var check in (string[])["wrong-client", "missing-token", "forged-token", "expired-token"])
        {
            var refusals = json.GetProperty("checks").EnumerateArray().Single(each => each.GetProperty("id").GetString() == check)
                .GetProperty("exchanges").EnumerateArray().Select(each => each.GetProperty("cameBack").GetString()![..3]).ToList();
            Assert.Equal(check == "wrong-client" ? "401" : "200", refusals[^1]); // the last shows that what is right still gets in
            Assert.All(refusals[..^1], status => Assert.Equal("401", status));
        }
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_fails_TLS_and_nothing_is_delivered()
    {
        using var receiver = OverTls();

        var (exitCode, json) = await CertifyAsync(receiver);

        Assert.Equal(["tls"], Of(json, "fail"));
        Assert.Contains("this machine does not trust", json.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, json.GetProperty("accepted").GetInt32());
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task A_server_that_still_speaks_TLS_1_1_is_seen_to_take_an_offer_of_it()
    {
        var port = FreePorts.Next();
        using var server = OpenSsl.Serve(port, _certificate);
        try
        {
            using var patience = new CancellationTokenSource(_bound);
            var url = new Uri($"https://localhost:{port}/");
            var taken = await Wait.ForAsync(
                () => OldTlsOffer.IsTakenAsync(url, minor: 2, patience.Token), answer => answer is not null, "an answer of the server");

            Assert.True(taken);
            Assert.False(await OldTlsOffer.IsTakenAsync(url, minor: 1, patience.Token));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    public void Dispose() => _certificate.Dispose();

    private RunningReceiver OverTls() => new(new()
    {
        ["Kestrel:Endpoints:Webhooks:Url"] = "https://127.0.0.1:0",
        ["Kestrel:Endpoints:Webhooks:Certificate:Path"] = _certificate.CertificatePath,
        ["Kestrel:Endpoints:Webhooks:Certificate:KeyPath"] = _certificate.KeyPath,
    });

    private static string[] NotPassed(JsonElement json) => [.. Of(json, "fail"), .. Of(json, "cannot-tell")];

    private static string[] Of(JsonElement json, string verdict) =>
        [.. json.GetProperty("checks")
            .EnumerateArray()
            .Where(check => check.GetProperty("verdict").GetString() == verdict)
            .Select(check => check.GetProperty("id").GetString()!)];

    // A process, because what it trusts is read once from its environment
    private static async Task<(int ExitCode, JsonElement Json)> CertifyAsync(RunningReceiver receiver, string? trusted = null)
    {
        var url = new Uri(receiver.WebhooksUrl, "/webhooks/spotnana").ToString();
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "spotnana-webhooks.dll"), "certify", "--url", url, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SPOTNANA_WEBHOOK_SECRET"] = TestDelivery.Secret;
        if (trusted is not null)
            start.Environment["SSL_CERT_FILE"] = trusted;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(_bound);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.Empty(await errors);
            return (process.ExitCode, JsonDocument.Parse(output).RootElement);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

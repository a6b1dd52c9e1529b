using Spotnana.Webhooks.Cli.Certification.Checks;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>Receivers of tokens in place of signatures: a good one passes, and each fault fails the check that is about it.</summary>
public sealed class CertifyOAuthTests
{
    [Fact]
    public async Task A_good_receiver_passes_all_but_what_cannot_be_seen()
    {
        await using var receiver = await TokenReceiver.StartAsync();

        var run = await CertifyAsync(receiver);

        Assert.Empty(run.Failed);
        Assert.Equal(["tls", "expired-token"], run.CannotTell);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            Checklist.WithTokens.Select(each => each.Check.Id),
            run.Json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("id").GetString()!));
        Assert.Equal("sha256:", run.Json.GetProperty("run").GetString());
        Assert.All(receiver.Deliveries, delivery =>
            Assert.DoesNotContain(delivery.Headers.Keys, name => name.StartsWith("x-spotnana", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Where_tokens_live_for_seconds_it_waits_for_the_end_of_one()
    {
        await using var receiver = await TokenReceiver.StartAsync();
        (receiver.Lifetime, receiver.Answer) = (TimeSpan.FromSeconds(10), Lives(10));
        Assert.Equal(["tls"], (await CertifyAsync(receiver)).CannotTell);

        receiver.Lifetime = TimeSpan.FromHours(1);
        var run = await CertifyAsync(receiver);
        Assert.Equal(["expired-token"], run.Failed);
        Assert.Equal(1, run.ExitCode);
    }

    public static TheoryData<string, Action<object>> Faults => new()
    {
        { "forged-token", Fault(receiver => receiver.TakesHeader = header => header.Length > 38) },
        { "forged-token", Fault(receiver => receiver.TakesHeader = header => receiver.Tokens.Any(token => header.Contains(token[..^1]))) },
        { "missing-token", Fault(receiver => receiver.TakesHeader = header => header.Length == 0) },
        { "missing-token", Fault(receiver => receiver.TakesHeader = header => header.StartsWith("Basic", StringComparison.Ordinal)) },
        { "wrong-client", Fault(receiver => receiver.TakesSecret = _ => true) },
        { "wrong-client", Fault(receiver => receiver.TakesSecret = secret => secret is "" or TokenReceiver.ClientSecret) },
        { "several-tokens", Fault(receiver => receiver.KeepsOneToken = true) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Each_fault_fails_its_check(string check, Action<object> fault)
    {
        await using var receiver = await TokenReceiver.StartAsync();
        fault(receiver);

        var run = await CertifyAsync(receiver);

        Assert.Contains(check, run.Failed);
        Assert.Equal(1, run.ExitCode);
    }

    [Theory]
    [InlineData("{}", "answer JSON with access_token")]
    [InlineData("""{"access_token":"abc","expires_in":-1}""", "answer JSON with access_token")]
    public async Task Without_a_token_nothing_else_is_asked(string answer, string because)
    {
        await using var receiver = await TokenReceiver.StartAsync();
        receiver.Answer = _ => answer;

        var run = await CertifyAsync(receiver);

        Assert.Equal(["token"], run.Failed);
        Assert.Contains(because, $"{run.Check("token")}", StringComparison.Ordinal);
        Assert.Empty(receiver.Deliveries);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_wrong_secret_fails_and_says_what_to_look_at()
    {
        await using var receiver = await TokenReceiver.StartAsync();

        var run = await CertifiedRun.OfAsync(
            receiver.Url, "--oauth", "--client-id", TokenReceiver.ClientId, "--client-secret", "hunter2-hunter2");

        Assert.Equal(["token"], run.Failed);
        Assert.Contains("Are the client's id and secret right?", $"{run.Check("token")}", StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Run.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_type_cannot_be_judged()
    {
        await using var receiver = await TokenReceiver.StartAsync();
        receiver.Answer = token => $$"""{"access_token":"{{token}}","expires_in":3600}""";

        Assert.Equal(["tls", "token", "expired-token"], (await CertifyAsync(receiver)).CannotTell);
    }

    [Fact]
    public async Task No_report_shows_a_secret_or_a_token_that_the_receiver_echoes()
    {
        await using var receiver = await TokenReceiver.StartAsync();
        (receiver.IsDown, receiver.Says) = (false, header => $"not {header} but one of {string.Join(", ", receiver.Tokens)}");

        var run = await CertifyAsync(receiver);

        Assert.Contains("not Bearer ", run.Run.Everything, StringComparison.Ordinal);
        Assert.Contains("***", run.Run.Everything, StringComparison.Ordinal);
        Assert.All(receiver.Tokens, token => Assert.DoesNotContain(token[..20], run.Run.Everything, StringComparison.Ordinal));
        Assert.DoesNotContain(TokenReceiver.ClientSecret, run.Run.Everything, StringComparison.Ordinal);
    }

    private static Func<string, string> Lives(int seconds) =>
        token => $$"""{"access_token":"{{token}}","expires_in":{{seconds}},"token_type":"bearer"}""";

    // The receiver is no public type
    private static Action<object> Fault(Action<TokenReceiver> change) => receiver => change((TokenReceiver)receiver);

    private static Task<CertifiedRun> CertifyAsync(TokenReceiver receiver) => CertifiedRun.OfAsync(
        receiver.Url, "--oauth", "--client-id", TokenReceiver.ClientId, "--client-secret", TokenReceiver.ClientSecret);
}

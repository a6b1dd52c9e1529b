using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>A misspelt name of what the service reads stops the start, wherever it stands; names of others pass.</summary>
public sealed class SectionNamesTests
{
    [Theory]
    [InlineData("--setings is unknown. Did you mean --settings?", "--setings", "x.json")]
    [InlineData("--Settigns is unknown. Did you mean --settings?", "--Settigns=x.json")]
    [InlineData("Intke is unknown. Did you mean Intake?", "--Intke:AckTimeout=00:00:10")]
    [InlineData("Subscription is unknown. Did you mean Subscriptions?", "--Subscription:spotnana:Path=/x")]
    [InlineData("Mangement is unknown. Did you mean Management?", "--Mangement=x")]
    [InlineData("SPOTNANA_WEBHOOK_SETTINGS is unknown. Did you mean SPOTNANA_WEBHOOKS_SETTINGS?", "--SPOTNANA_WEBHOOK_SETTINGS=x")]
    public void On_the_command_line_it_stops_the_start_with_the_right_spelling(string expected, params string[] args) =>
        Assert.Contains(
            expected, ErrorIn([$"--Subscriptions:spotnana:Secrets:0={TestDelivery.Secret}", .. args]), StringComparison.Ordinal);

    [Fact]
    public void It_is_reported_with_all_else_that_is_wrong()
    {
        var error = ErrorIn(["--Intke:AckTimeout=1", "--Dispatch:Concurrency=0", "--Subscriptions:spotnana:Secrets:0=x"]);
        Assert.Contains("Intke is unknown.", error, StringComparison.Ordinal);
        Assert.Contains("Dispatch:Concurrency is 0.", error, StringComparison.Ordinal);
        Assert.Contains("Subscriptions:spotnana:Secrets:0 cannot be used", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_environment_it_ends_the_start_with_78()
    {
        await using var service = new ServiceRun(new() { ["Dispach:Concurrency"] = "1", ["SPOTNANA_WEBHOOKS_SETING"] = "x.json" });
        Assert.Equal(78, await service.EndAsync());
        Assert.Contains("  Dispach is unknown. Did you mean Dispatch?", service.Output, StringComparison.Ordinal);
        Assert.Contains(
            "  SPOTNANA_WEBHOOKS_SETING is unknown. Did you mean SPOTNANA_WEBHOOKS_SETTINGS?", service.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls=http://127.0.0.1:0", "--applicationName=x", "--AllowedHosts=*", "--detailedErrors", "true")]
    [InlineData("--Logging:LogLevel:Default=Warning", "--hostBuilder:reloadConfigOnChange=false", "/ConnectionStrings:x=y")]
    [InlineData("--INTAKE:AckTimeout=00:00:10", "--SPOTNANA_WEBHOOKS_SECRET=x", "--Out:x=y", "--shutdownTimeoutSeconds=20")]
    public void What_others_read_passes(params string[] args)
    {
        using var app = ReceiverApplication.Build([$"--Subscriptions:spotnana:Secrets:0={TestDelivery.Secret}", .. args]);
        Assert.NotNull(app);
    }

    private static string ErrorIn(string[] args) => Assert.ThrowsAny<Exception>(() => ReceiverApplication.Build(args)).ToString();
}

using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Tokens;

/// <summary>Settings of tokens that stop the start.</summary>
public sealed class TokenSettingsTests
{
    public static TheoryData<string, string, string> Refusals => new()
    {
        { "OAuth:ClientId", "", "Subscriptions:spotnana:OAuth:ClientId is missing. " },
        { "OAuth:ClientId", " me", "Subscriptions:spotnana:OAuth:ClientId has white space around it" },
        { "OAuth:ClientId", "mé", "Subscriptions:spotnana:OAuth:ClientId has white space around it, or is not printable ASCII" },
        { "OAuth:ClientSecret", "", "Subscriptions:spotnana:OAuth:ClientSecret is missing, and there is no ClientSecretFile" },
        { "OAuth:ClientSecret", "hunter2", "Subscriptions:spotnana:OAuth:ClientSecret is shorter than 8 characters" },
        { "OAuth:ClientSecret", TokenCalls.ClientId, "Subscriptions:spotnana:OAuth:ClientSecret is the client's id, which is no secret" },
        { "OAuth:ClientSecret", TestDelivery.OtherSecret, "Subscriptions:spotnana:OAuth:ClientSecret is a signing secret. " },
        { "OAuth:ClientSecretFile", "/nowhere/client", "Subscriptions:spotnana:OAuth:ClientSecretFile (/nowhere/client) cannot be read" },
        { "OAuth:TokenLifetime", "00:00:00", "Subscriptions:spotnana:OAuth:TokenLifetime is 00:00:00. Set it between 00:00:01 and" },
        { "OAuth:TokenLifetime", "soon", "Subscriptions:spotnana:OAuth:TokenLifetime is 'soon'. " },
        { "OAuth:Enabled", "yes", "Subscriptions:spotnana:OAuth:Enabled is 'yes'. Set it to true or false." },
        { "OAuth:ClientSecrets:0", "hunter2", "Subscriptions:spotnana:OAuth:ClientSecrets is unknown. Did you mean" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_wrong_setting_is_named_with_its_mend(string key, string value, string expected)
    {
        var errors = Errors(($"Subscriptions:spotnana:{key}", value));

        Assert.Contains(errors, error => error.StartsWith(expected, StringComparison.Ordinal));
        Assert.DoesNotContain(errors, error => error.Contains("hunter2", StringComparison.Ordinal)
            || error.Contains(TokenCalls.ClientSecret, StringComparison.Ordinal)
            || error.Contains(TestDelivery.OtherSecret, StringComparison.Ordinal));
    }

    [Fact]
    public void Right_settings_pass_and_no_signing_secret_is_needed() => Assert.Empty(Errors());

    [Fact]
    public void What_is_wrong_with_a_client_that_is_not_enabled_is_not_asked() => Assert.Empty(Errors(
        ("Subscriptions:spotnana:Secrets:0", TestDelivery.Secret), ("Subscriptions:spotnana:OAuth:Enabled", "false"),
        ("Subscriptions:spotnana:OAuth:ClientSecret", "x")));

    [Fact]
    public void Two_subscriptions_may_not_have_one_secret()
    {
        var error = Assert.Single(Errors(
            ("Subscriptions:tmc:OAuth:Enabled", "true"),
            ("Subscriptions:tmc:OAuth:ClientId", "someone"),
            ("Subscriptions:tmc:OAuth:ClientSecret", TokenCalls.ClientSecret)));

        Assert.Equal(
            "Subscriptions:tmc:OAuth:ClientSecret is also a client's secret of Subscriptions:spotnana: the client of one could get tokens "
                + "for the other. Give each subscription its own secret.",
            error);
    }

    [Fact]
    public void No_subscription_may_be_where_another_gives_tokens()
    {
        var error = Assert.Single(Errors(
            ("Subscriptions:tmc:Secrets:0", TestDelivery.Secret), ("Subscriptions:tmc:Path", "/Webhooks/spotnana/oauth/token/")));

        Assert.Equal(
            "Subscriptions:tmc:Path is '/webhooks/spotnana/oauth/token', where the client of spotnana gets tokens. Set another path.", error);
    }

    private static IEnumerable<string> Errors(params (string Key, string? Value)[] more) =>
        StartCheck.Errors([.. TokenCalls.Settings(more).Select(setting => (setting.Key, setting.Value))])
            .Where(error => error.StartsWith("Subscriptions:", StringComparison.Ordinal));
}

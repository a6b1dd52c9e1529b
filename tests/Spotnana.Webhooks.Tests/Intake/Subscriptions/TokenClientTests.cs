using Microsoft.Extensions.Primitives;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Signing;
using Spotnana.Webhooks.Tests.Support;

namespace Spotnana.Webhooks.Tests.Intake.Subscriptions;

/// <summary>Secrets of a client: who gets a token by them, and what a rotation does to the tokens that are out.</summary>
public sealed class TokenClientTests
{
    private const string Old = "old secret of the client";
    private const string New = "new secret of the client";

    private static readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Fact]
    public void Only_the_right_id_with_a_right_secret_gets_a_key()
    {
        using var subscriptions = File($"{Old}\n{New}\n");
        var client = ClientOf(subscriptions);

        Assert.Equal(0, client.KeyFor("me", Old)?.Index);
        Assert.Equal(1, client.KeyFor("me", New)?.Index);
        foreach (var (id, secret) in ((string, string)[])[("me", "third"), ("you", Old), ("ME", Old), ("", Old), ("me", ""), ("", "")])
            Assert.Null(client.KeyFor(id, secret));
    }

    [Fact]
    public void A_token_stays_valid_as_long_as_the_secret_that_it_was_asked_for_by()
    {
        using var subscriptions = File(Old);
        var ofOld = Token(subscriptions, Old);

        subscriptions.Write("client", $"{New}\n{Old}\n");
        subscriptions.Poll();
        var ofNew = Token(subscriptions, New);
        Assert.Equal((TokenVerdict.Valid, 1), Verify(subscriptions, ofOld));
        Assert.Equal((TokenVerdict.Valid, 0), Verify(subscriptions, ofNew));

        subscriptions.Write("client", New);
        subscriptions.Poll();
        Assert.Equal((TokenVerdict.Mismatch, -1), Verify(subscriptions, ofOld));
        Assert.Equal((TokenVerdict.Valid, 0), Verify(subscriptions, ofNew));
        Assert.Contains(
            "0 is Subscriptions:spotnana:Secrets:0, 1 is Subscriptions:spotnana:OAuth:ClientSecretFile (/",
            subscriptions.Log.Lines[^1].Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("hunter2", "is shorter than 8 characters")]
    [InlineData("me", "is shorter than 8 characters")]
    [InlineData(Old + "\nwhsec_hunter2hunter2hunter2", "line 2 is a signing secret")]
    [InlineData("secret of the other", "is also a client's secret of Subscriptions:tmc: the client of one could get tokens for the other.")]
    public void A_bad_file_keeps_what_was_good(string content, string expected)
    {
        using var subscriptions = File(Old);
        var token = Token(subscriptions, Old);

        subscriptions.Write("client", content);
        subscriptions.Poll();
        subscriptions.Poll();

        Assert.Equal((TokenVerdict.Valid, 0), Verify(subscriptions, token));
        var error = Assert.Single(subscriptions.Errors);
        Assert.StartsWith("Subscriptions:spotnana:OAuth:ClientSecretFile (/", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_setting_is_read_again_and_is_valid_beside_the_file()
    {
        using var subscriptions = File(Old, ("Subscriptions:spotnana:OAuth:ClientSecret", "secret of the setting"));
        Assert.Equal(0, ClientOf(subscriptions).KeyFor("me", "secret of the setting")?.Index);
        Assert.Equal(1, ClientOf(subscriptions).KeyFor("me", Old)?.Index);

        subscriptions.Settings["Subscriptions:spotnana:OAuth:ClientSecret"] = New;
        subscriptions.Poll();

        Assert.Null(ClientOf(subscriptions).KeyFor("me", "secret of the setting"));
        Assert.Equal(0, ClientOf(subscriptions).KeyFor("me", New)?.Index);
    }

    [Fact]
    public void Signing_secrets_that_vanish_stay_in_use_although_there_are_tokens()
    {
        var options = new SubscriptionsOptions();
        var spotnana = options.Subscriptions["spotnana"] = new SubscriptionOptions
        {
            Secrets = { "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" },
            OAuth = { Enabled = true, ClientId = "me", ClientSecret = Old },
        };
        var table = new CredentialTable(options, new ProductionEnvironment());
        Assert.Empty(table.Read(options).SelectMany(news => news.Setting.Errors));

        spotnana.Secrets.Clear();
        var news = table.Read(options);

        Assert.Contains(
            "Subscriptions:spotnana:Secrets is empty", Assert.Single(Assert.Single(news).Setting.Errors), StringComparison.Ordinal);
        Assert.Equal(1, table.Subscriptions[0].Current.Secrets.Length);
    }

    [Fact]
    public void A_subscription_without_OAuth_has_no_client_whatever_else_is_set()
    {
        using var subscriptions = new PolledSubscriptions(
            [],
            ("Subscriptions:spotnana:Secrets:0", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
            ("Subscriptions:spotnana:OAuth:ClientId", "me"),
            ("Subscriptions:spotnana:OAuth:ClientSecret", Old));

        Assert.Null(subscriptions.Of("spotnana").Client);
    }

    private static PolledSubscriptions File(string content, params (string Key, string Value)[] more) => new(
        ["client", content],
        [
            ("Subscriptions:spotnana:Secrets:0", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
            ("Subscriptions:spotnana:OAuth:Enabled", "true"),
            ("Subscriptions:spotnana:OAuth:ClientId", "me"),
            ("Subscriptions:spotnana:OAuth:ClientSecretFile", "~/client"),
            ("Subscriptions:tmc:OAuth:Enabled", "true"),
            ("Subscriptions:tmc:OAuth:ClientId", "me"),
            ("Subscriptions:tmc:OAuth:ClientSecret", "secret of the other"),
            .. more,
        ]);

    private static TokenClient ClientOf(PolledSubscriptions subscriptions) => subscriptions.Of("spotnana").Client!;

    private static string Token(PolledSubscriptions subscriptions, string secret) =>
        BearerToken.Make(ClientOf(subscriptions).KeyFor("me", secret)!.Value.Key, _now.AddHours(1));

    private static (TokenVerdict, int) Verify(PolledSubscriptions subscriptions, string token) =>
        (ClientOf(subscriptions).Verify(new StringValues($"Bearer {token}"), _now, out var index), index);
}

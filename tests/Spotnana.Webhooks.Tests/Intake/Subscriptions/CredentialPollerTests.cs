using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Tests.Intake.Subscriptions;

/// <summary>Secrets and required headers that change while the service runs.</summary>
public sealed class CredentialPollerTests
{
    private const string Old = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string New = "whsec_c3BvdG5hbmEtcm90YXRpb24tdGVzdC1rZXktMDAwMDI=";
    private const string Third = "whsec_bm90LXRoZS1maXJzdC1vbmUtYnV0LXRoZS1zZWNvbmQ=";
    private const string Fourth = "whsec_Zm91cnRoLXNlY3JldC1vZi10aGVzZS10ZXN0cw==";

    public static TheoryData<string, string> BadContents => new()
    {
        { "", "is empty" },
        { " \n\t\n", "is empty" },
        { "hunter2-hunter2-hunter2", "does not start with whsec_" },
        { "whsec_hunter2!", "is not Base64" },
        { "whsec_aHVudGVyMg==", "shorter than 16 bytes" },
        { New + "\nhunter2", "line 2 cannot be used" },
        { Sandbox.Secret, "is the sandbox secret" },
        { Third, "is also a secret of Subscriptions:tmc" },
        { new string('x', 70_000), "is larger than 64 KiB" },
    };

    [Fact]
    public void A_file_that_changes_is_in_use_at_the_next_poll()
    {
        using var subscriptions = File(Old);

        subscriptions.Write("secret", $"{Old}\n{New}\n");
        subscriptions.Poll();
        Assert.Equal([Old, New], subscriptions.SecretsOf("spotnana"));

        subscriptions.Write("secret", $"  {New}\r\n");
        subscriptions.Poll();
        Assert.Equal([New], subscriptions.SecretsOf("spotnana"));
        Assert.Equal(2, subscriptions.Taken.Count);
        Assert.Empty(subscriptions.Errors);
    }

    [Fact]
    public async Task A_running_service_polls_every_second()
    {
        using var subscriptions = File(Old);
        await subscriptions.Poller.StartAsync(default);

        subscriptions.Write("secret", New);
        await Wait.UntilAsync(() =>
        {
            subscriptions.Time.Advance(TimeSpan.FromSeconds(1));
            return subscriptions.SecretsOf("spotnana")[0] == New;
        });

        await subscriptions.Poller.StopAsync(default);
    }

    [Theory]
    [MemberData(nameof(BadContents))]
    public void A_bad_file_keeps_what_was_good_and_is_logged_once(string content, string expected)
    {
        using var subscriptions = File(Old);

        subscriptions.Write("secret", content);
        subscriptions.Poll();
        subscriptions.Poll();

        Assert.Equal([Old], subscriptions.SecretsOf("spotnana"));
        var error = Assert.Single(subscriptions.Errors);
        Assert.StartsWith("Subscriptions:spotnana:SecretFiles:0 (/", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.EndsWith("What was last found good there stays in use until this is fixed.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVyMg", error, StringComparison.Ordinal);

        subscriptions.Write("secret", New);
        subscriptions.Poll();
        Assert.Equal([New], subscriptions.SecretsOf("spotnana"));
        Assert.Equal("Subscriptions:spotnana:SecretFiles:0 was read again and is in use: 1 valid", Assert.Single(subscriptions.Taken));
    }

    [Fact]
    public void A_file_that_is_gone_or_cannot_be_read_keeps_what_was_good()
    {
        using var subscriptions = File(Old);

        subscriptions.Delete("secret");
        subscriptions.Poll();
        subscriptions.MakeFolder("secret");
        subscriptions.Poll();

        Assert.Equal([Old], subscriptions.SecretsOf("spotnana"));
        Assert.Equal(2, subscriptions.Errors.Count);
        Assert.Contains("there is no such file", subscriptions.Errors[0], StringComparison.Ordinal);
        Assert.Contains("it is a directory", subscriptions.Errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Other_bad_content_is_logged_again_and_so_is_the_return_of_the_good()
    {
        using var subscriptions = File(Old);

        foreach (var content in (string[])["whsec_one", "whsec_two", Old])
        {
            subscriptions.Write("secret", content);
            subscriptions.Poll();
        }

        Assert.Equal(2, subscriptions.Errors.Count);
        Assert.Single(subscriptions.Taken);
    }

    [Fact]
    public void Secrets_are_numbered_from_the_configuration_through_the_files_in_their_order()
    {
        using var subscriptions = new PolledSubscriptions(
            ["a", $"{New}\n\n{Third}", "b", Fourth],
            ("Subscriptions:spotnana:SecretFiles:0", "~/a"),
            ("Subscriptions:spotnana:SecretFiles:1", "~/b"),
            ("Subscriptions:spotnana:Secrets:0", Old));

        Assert.Equal([Old, New, Third, Fourth], subscriptions.SecretsOf("spotnana"));
        subscriptions.Write("b", New);
        subscriptions.Poll();
        Assert.Matches(
            @"0 is \S+:Secrets:0, 1 is \S+:SecretFiles:0 \(\S+\) line 1, "
            + @"2 is \S+:SecretFiles:0 \(\S+\) line 3, 3 is \S+:SecretFiles:1 \(\S+\)$",
            subscriptions.Log.At(LogLevel.Information)[^1]);
    }

    [Fact]
    public void Secrets_of_the_configuration_are_read_again_too()
    {
        using var subscriptions = new PolledSubscriptions([], ("Subscriptions:spotnana:Secrets:0", Old));

        subscriptions.Settings["Subscriptions:spotnana:Secrets:1"] = New;
        subscriptions.Poll();
        Assert.Equal([Old, New], subscriptions.SecretsOf("spotnana"));

        subscriptions.Settings["Subscriptions:spotnana:Secrets:1"] = "whsec_hunter2";
        subscriptions.Poll();
        Assert.Equal([Old, New], subscriptions.SecretsOf("spotnana"));
        Assert.StartsWith("Subscriptions:spotnana:Secrets:1 cannot be used", Assert.Single(subscriptions.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_lost_the_subscription_keeps_its_secrets_and_headers()
    {
        using var subscriptions = new PolledSubscriptions(
            [], ("Subscriptions:spotnana:Secrets:0", Old), ("Subscriptions:spotnana:RequiredHeaders:X-Key", "hunter2"));

        foreach (var provider in subscriptions.Settings.Providers)
            provider.Set("Subscriptions:spotnana:Secrets:0", null);
        subscriptions.Settings["Subscriptions:spotnana:RequiredHeaders:X-Key"] = null;
        subscriptions.Poll();

        Assert.Equal([Old], subscriptions.SecretsOf("spotnana"));
        Assert.False(subscriptions.Of("spotnana").AreRequiredHeadersIn(new HeaderDictionary()));
        Assert.True(subscriptions.Of("spotnana").AreRequiredHeadersIn(new HeaderDictionary { ["x-key"] = "hunter2" }));
        Assert.Equal(2, subscriptions.Errors.Count);
    }

    [Fact]
    public void Files_are_polled_on_while_the_configuration_cannot_be_read()
    {
        using var subscriptions = File(Old);

        subscriptions.Settings["Subscriptions:spotnana:RequireApiVersion"] = "soon";
        subscriptions.Write("secret", New);
        subscriptions.Poll();
        subscriptions.Poll();

        Assert.Equal([New], subscriptions.SecretsOf("spotnana"));
        Assert.StartsWith(
            "The section Subscriptions cannot be read any more", Assert.Single(subscriptions.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void The_value_of_a_required_header_is_read_again_from_its_file()
    {
        using var subscriptions = new PolledSubscriptions(
            ["key", "one\n"], ("Subscriptions:spotnana:Secrets:0", Old), ("Subscriptions:spotnana:RequiredHeaderFiles:X-Key", "~/key"));
        bool Takes(params string[] values) =>
            subscriptions.Of("spotnana").AreRequiredHeadersIn(new HeaderDictionary { ["X-Key"] = values });

        Assert.Equal((true, false), (Takes("one"), Takes("two")));
        subscriptions.Write("key", "one\ntwo");
        subscriptions.Poll();
        Assert.Equal((true, true, false, false), (Takes("one"), Takes("two"), Takes("three"), Takes("one", "two")));
        subscriptions.Write("key", "caf\u00e9");
        subscriptions.Poll();
        Assert.Equal((true, true), (Takes("one"), Takes("two")));
        Assert.Contains("Use printable ASCII", Assert.Single(subscriptions.Errors), StringComparison.Ordinal);
        subscriptions.Write("key", "two");
        subscriptions.Poll();
        Assert.Equal((false, true), (Takes("one"), Takes("two")));
    }

    [Fact]
    public void A_secret_can_move_from_one_subscription_to_another()
    {
        using var subscriptions = File(Old);

        subscriptions.Write("secret", Third);
        subscriptions.Write("tmc", New);
        subscriptions.Poll(); // the one gives it up
        subscriptions.Poll(); // the other takes it

        Assert.Equal([Third], subscriptions.SecretsOf("spotnana"));
        Assert.Equal([New], subscriptions.SecretsOf("tmc"));
    }

    [Fact]
    public void Whatever_the_files_hold_each_subscription_has_a_secret_and_none_is_shared()
    {
        string[] contents = ["", "whsec_short", Old, New, Third, Fourth, $"{Old}\n{New}", $"{Third}\n{Old}", $"{Fourth}\n{New}"];
        using var subscriptions = File(Old);
        var random = new Random(1);

        for (var i = 0; i < 500; i++)
        {
            subscriptions.Write("secret", contents[random.Next(contents.Length)]);
            subscriptions.Write("tmc", contents[random.Next(contents.Length)]);
            subscriptions.Poll();

            var (spotnana, tmc) = (subscriptions.SecretsOf("spotnana"), subscriptions.SecretsOf("tmc"));
            Assert.Empty(spotnana.Intersect(tmc));
            Assert.Contains(string.Join('\n', spotnana), contents[2..]);
            Assert.Contains(string.Join('\n', tmc), contents[2..]);
        }
    }

    private static PolledSubscriptions File(string content) => new(
        ["secret", content, "tmc", Third],
        ("Subscriptions:spotnana:SecretFiles:0", "~/secret"),
        ("Subscriptions:tmc:SecretFiles:0", "~/tmc"));
}

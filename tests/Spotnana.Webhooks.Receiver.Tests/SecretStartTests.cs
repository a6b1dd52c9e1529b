using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>A service that could verify nothing, or too much, does not start: the message names the key and the fix.</summary>
public sealed class SecretStartTests
{
    private const string Third = "whsec_bm90LXRoZS1maXJzdC1vbmUtYnV0LXRoZS1zZWNvbmQ=";

    public static TheoryData<string?, string> BadFiles => new()
    {
        { null, "cannot be read: there is no such file" },
        { "", "is empty. Put one value a line into it" },
        { "hunter2", "cannot be used: the secret does not start with whsec_" },
        { "whsec_hunter2!", "cannot be used: the secret is not Base64" },
        { "whsec_aHVudGVyMg==", "cannot be used: the secret is shorter than 16 bytes" },
        { TestDelivery.Secret + "\nhunter2\n", "line 2 cannot be used" },
        { Sandbox.Secret, "is the sandbox secret, which everybody knows" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_secret_file_that_cannot_be_used_stops_the_start(string? content, string expected)
    {
        using var volume = new SecretVolume(("secret", content ?? ""));
        if (content is null)
            volume.Swap();
        using var receiver = new RunningReceiver(
            new() { ["Subscriptions:spotnana:Secrets:0"] = null, ["Subscriptions:spotnana:SecretFiles:0"] = volume.PathOf("secret") });

        var failure = Failure(receiver);

        Assert.Contains($"Subscriptions:spotnana:SecretFiles:0 ({volume.PathOf("secret")})", failure, StringComparison.Ordinal);
        Assert.Contains(expected, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVyMg", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Subscriptions:spotnana:SecretFiles:0", "", "Subscriptions:spotnana:SecretFiles:0 is empty. Set it to the path of a file")]
    [InlineData("Subscriptions:spotnana:SecretFiles:0", "/", "Subscriptions:spotnana:SecretFiles:0 (/) cannot be read: it is a directory")]
    [InlineData("Subscriptions:tmc:RequiredHeaders:X-Key", "v", "Subscriptions:tmc:Secrets is empty, and there are no SecretFiles")]
    [InlineData("Subscriptions:spotnana:RequiredHeaders:X-Key", "", "Subscriptions:spotnana:RequiredHeaders:X-Key is empty")]
    [InlineData("Subscriptions:spotnana:RequiredHeaders:X-Key:Value", "v", "Subscriptions:spotnana:RequiredHeaders:X-Key is empty")]
    [InlineData("Subscriptions:spotnana:RequiredHeaders:X-Key", "hunter2 \u00e9",
        "Subscriptions:spotnana:RequiredHeaders:X-Key holds characters that a header cannot carry")]
    [InlineData("Subscriptions:spotnana:RequiredHeaders:X Key", "v",
        "Subscriptions:spotnana:RequiredHeaders:X Key is no name that a header can have")]
    [InlineData("Subscriptions:spotnana:RequiredHeaders:X-SPOTNANA-Webhook-Signature", "v", "is a header of the signature")]
    [InlineData("Subscriptions:spotnana:RequiredHeaderFiles:x-spotnana-webhook-id", "/", "is a header of the signature")]
    [InlineData("Subscriptions:spotnana:RequiredHeaderFiles:X-Key", "", "Subscriptions:spotnana:RequiredHeaderFiles:X-Key is empty")]
    [InlineData("Subscriptions:spotnana:RequiredHeaderFiles:X-Key", "/nowhere/at/all",
        "Subscriptions:spotnana:RequiredHeaderFiles:X-Key (/nowhere/at/all) cannot be read: there is no such file")]
    [InlineData("Subscriptions:spotnana:EventTypes:0", "pnr_v3",
        "Subscriptions:spotnana:EventTypes:0 is 'pnr_v3'. Write it as Spotnana does: PNR_V3.")]
    [InlineData("Subscriptions:spotnana:ExcludedOperations:0", "Booking_Created", "Write it as Spotnana does: BOOKING_CREATED.")]
    [InlineData("Subscriptions:spotnana:Organizations:0", "", "Subscriptions:spotnana:Organizations:0 is ''")]
    public void A_wrong_setting_of_a_subscription_stops_the_start(string key, string value, string expected)
    {
        using var receiver = new RunningReceiver(new() { [key] = value });

        var failure = Failure(receiver);

        Assert.Contains(expected, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_cannot_be_required_twice()
    {
        using var receiver = new RunningReceiver(
            new() { ["Subscriptions:spotnana:RequiredHeaders:X-Key"] = "v", ["Subscriptions:spotnana:RequiredHeaderFiles:x-key"] = "/" });
        Assert.Contains(
            "Subscriptions:spotnana:RequiredHeaderFiles:x-key stands under RequiredHeaders too", Failure(receiver),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestDelivery.Secret, "Subscriptions:tmc:SecretFiles:0 (", "is also a secret of Subscriptions:spotnana")]
    [InlineData(Third + "\n" + TestDelivery.OtherSecret, "line 2 is also a secret of Subscriptions:spotnana",
        "Give each subscription its own secret")]
    public void One_secret_in_two_subscriptions_stops_the_start_wherever_it_stands(string content, string expected, string alsoExpected)
    {
        using var volume = new SecretVolume(("own", TestDelivery.OtherSecret), ("other", content));
        using var receiver = new RunningReceiver(new()
        {
            ["Subscriptions:spotnana:SecretFiles:0"] = volume.PathOf("own"),
            ["Subscriptions:tmc:SecretFiles:0"] = volume.PathOf("other"),
        });

        var failure = Failure(receiver);

        Assert.Contains(expected, failure, StringComparison.Ordinal);
        Assert.Contains(alsoExpected, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_c3Bv", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_alone_is_enough()
    {
        using var volume = new SecretVolume(("secret", $"  {TestDelivery.OtherSecret}\r\n"));
        using var receiver = new RunningReceiver(
            new() { ["Subscriptions:spotnana:Secrets:0"] = null, ["Subscriptions:spotnana:SecretFiles:0"] = volume.PathOf("secret") });
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery { SignedWith = TestDelivery.OtherSecret })).Status);
    }

    private static string Failure(RunningReceiver receiver) => Assert.ThrowsAny<Exception>(receiver.Start).ToString();
}

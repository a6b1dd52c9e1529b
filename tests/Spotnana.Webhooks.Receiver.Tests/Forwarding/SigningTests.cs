using System.Runtime.CompilerServices;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Forwarding;

/// <summary>A target can tell that a request comes from this service.</summary>
public sealed class SigningTests(StandardWebhooksVerifier verifier) : IClassFixture<StandardWebhooksVerifier>
{
    private const string Secret = "whsec_cm91dGUtc2VjcmV0LW9mLXRoZS1leHBlbnNlcy1yb3V0ZS4=";
    private const string NextSecret = "whsec_cm91dGUtc2VjcmV0LWFmdGVyLXRoZS1yb3RhdGlvbi4uLi4=";

    [Fact]
    public async Task What_a_route_signs_is_accepted_by_the_public_library_of_Standard_Webhooks()
    {
        await using var target = await RouteTarget.StartAsync(_ => 200);
        using var receiver = new RunningReceiver(ForwardSettings.To(target.Url, ("Forward:Secret", Secret)));
        var delivery = new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "1", padding: "Zoë, 東京, 🛫") };

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        var request = Assert.Single(target.Requests);
        Assert.StartsWith("v1,", request["webhook-signature"], StringComparison.Ordinal);
        Assert.True(await verifier.AcceptsAsync(Secret, request));
        Assert.False(await verifier.AcceptsAsync(NextSecret, request));
        Assert.False(await verifier.AcceptsAsync(Secret, request with { Body = [.. request.Body, (byte)' '] }));
    }

    [Fact]
    public async Task Each_attempt_has_the_same_id_and_is_signed_with_its_own_time()
    {
        await using var target = await RouteTarget.StartAsync(count => count == 1 ? 503 : 200, context =>
        {
            context.Response.Headers.RetryAfter = "2";
            return Task.CompletedTask;
        });
        using var receiver = new RunningReceiver(ForwardSettings.To(target.Url, ("Forward:Secret", Secret)));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        var (first, second) = (target.Requests.First(), target.Requests.Last());
        Assert.Equal((delivery.Id, delivery.Id), (first["webhook-id"], second["webhook-id"]));
        Assert.True(long.Parse(second["webhook-timestamp"]!) > long.Parse(first["webhook-timestamp"]!));
        Assert.NotEqual(first["webhook-signature"], second["webhook-signature"]);
        Assert.True(await verifier.AcceptsAsync(Secret, second));
    }

    [Fact]
    public async Task A_secret_file_is_rotated_without_a_restart_and_a_bad_one_keeps_the_last_good_secret()
    {
        await using var target = await RouteTarget.StartAsync(_ => 200);
        using var volume = new SecretVolume(("route", Secret + "\n"));
        using var receiver = new RunningReceiver(ForwardSettings.To(target.Url, ("Forward:SecretFile", volume.PathOf("route"))));

        Assert.Equal(Secret, await SignerAsync(receiver, target));
        volume.Swap(("route", "whsec_hunter2"));
        await UntilAsync(receiver, target, () => receiver.Log.Text.Contains("stays in use until this is fixed", StringComparison.Ordinal));
        Assert.Equal(Secret, await SignerAsync(receiver, target));
        volume.Swap(("route", NextSecret));
        await UntilAsync(receiver, target, () => receiver.Log.Text.Contains("was read again and is in use", StringComparison.Ordinal));
        Assert.Equal(NextSecret, await SignerAsync(receiver, target));

        Assert.Contains(
            $"Routes:expenses:Forward:SecretFile ({volume.PathOf("route")}) is no signing secret", receiver.Log.Text,
            StringComparison.Ordinal);
        foreach (var secret in (string[])[Secret, NextSecret, "whsec_hunter2"])
            Assert.DoesNotContain(secret["whsec_".Length..], receiver.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_signed()
    {
        await using var target = await RouteTarget.StartAsync(_ => 200);
        using var receiver = new RunningReceiver(ForwardSettings.To(target.Url, ("Forward:Secret", ""), ("Forward:SecretFile", "")));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        var request = Assert.Single(target.Requests);
        Assert.False(request.Headers.ContainsKey("webhook-signature"));
        Assert.True(request.Headers.ContainsKey("webhook-timestamp"));
    }

    [Theory]
    [InlineData("whsec_hunter2", null, "Routes:expenses:Forward:Secret is no signing secret")]
    [InlineData(null, "/no/such/file", "Routes:expenses:Forward:SecretFile (/no/such/file) cannot be read")]
    [InlineData(Secret, "/no/such/file", "has both Secret and SecretFile")]
    public void A_secret_that_cannot_be_used_stops_the_start_and_is_not_printed(string? secret, string? file, string expected)
    {
        using var receiver = new RunningReceiver(
            ForwardSettings.To("https://example.com/", ("Forward:Secret", secret), ("Forward:SecretFile", file)));

        var error = Assert.ThrowsAny<Exception>(receiver.Start).ToString();

        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error + receiver.Log.Text, StringComparison.Ordinal);
    }

    /// <summary>Sends deliveries through until a condition holds.</summary>
    private static Task UntilAsync(
        RunningReceiver receiver, RouteTarget target, Func<bool> condition,
        [CallerArgumentExpression(nameof(condition))] string source = "") =>
        Wait.UntilAsync(
            async () =>
            {
                if (!condition())
                    await SignerAsync(receiver, target);
                return condition();
            },
            source: source);

    /// <summary>Sends one delivery through and tells which secret its signature is made with.</summary>
    private static async Task<string?> SignerAsync(RunningReceiver receiver, RouteTarget target)
    {
        var delivery = new TestDelivery();
        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);
        var request = target.Requests.Last();
        return ((string[])[Secret, NextSecret]).SingleOrDefault(secret =>
            request["webhook-signature"] == "v1," + TestDelivery.Sign(secret, delivery.Id, request["webhook-timestamp"]!, delivery.Body));
    }
}

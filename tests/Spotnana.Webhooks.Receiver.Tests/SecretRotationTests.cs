using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Events;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Secrets change while deliveries come in, without a restart.</summary>
public sealed class SecretRotationTests
{
    private const string Old = TestDelivery.Secret;
    private const string New = TestDelivery.OtherSecret;

    [Fact]
    public async Task Rotation_under_load_refuses_no_valid_secret_and_the_old_one_within_5_seconds_after_its_removal()
    {
        using var volume = new SecretVolume(("secret", Old));
        using var receiver = Receiver(volume);
        var answers = new List<Task<Answer>>();

        await SendAsync(receiver, answers, 500, _ => Old);
        volume.Swap(("secret", $"{Old}\n{New}\n"));
        await SendAsync(receiver, answers, 500, _ => Old);
        await LineAsync(receiver, "was read again and is in use: 2 valid");
        await SendAsync(receiver, answers, 500, n => n % 2 == 0 ? Old : New);
        await Task.WhenAll(answers);
        volume.Swap(("secret", New));
        var refusal = IsRefusedAsync(receiver, Old);
        await SendAsync(receiver, answers, 500, _ => New);

        Assert.Equal(2000, answers.Count);
        Assert.All(
            await Task.WhenAll(answers), answer => Assert.Equal((HttpStatusCode.OK, "accepted"), (answer.StatusCode, answer.Status)));
        await refusal;
        AssertNotLogged(receiver, Old, New);
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_hunter2hunter2")]
    [InlineData(Old + "\n" + Sandbox.Secret)]
    public async Task A_bad_new_file_keeps_the_last_good_one_and_leaves_one_clear_line(string bad)
    {
        using var volume = new SecretVolume(("secret", Old));
        using var receiver = Receiver(volume);
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery { SignedWith = Old })).Status);

        volume.Swap(("secret", bad));
        var error = await LineAsync(receiver, "What was last found good there stays in use");
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery { SignedWith = Old })).Status);
        volume.Swap(("secret", New));
        var repaired = await LineAsync(receiver, "was read again and is in use");
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery { SignedWith = New })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.SendAsync(new TestDelivery { SignedWith = Old })).StatusCode);

        Assert.Equal((LogEventLevel.Error, LogEventLevel.Information), (error.Level, repaired.Level));
        Assert.Contains(
            $"Subscriptions:spotnana:SecretFiles:0 ({volume.PathOf("secret")})", error.RenderMessage(), StringComparison.Ordinal);
        Assert.Single(receiver.Log.Events, line => line.Level == LogEventLevel.Error);
        AssertNotLogged(receiver, Old, New, Sandbox.Secret, "whsec_hunter2hunter2");
    }

    [Fact]
    public async Task A_file_that_is_gone_keeps_the_last_good_one()
    {
        using var volume = new SecretVolume(("secret", Old));
        using var receiver = Receiver(volume);
        receiver.Start();

        volume.Swap();
        var error = await LineAsync(receiver, "there is no such file");

        Assert.Equal(LogEventLevel.Error, error.Level);
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery { SignedWith = Old })).Status);
    }

    [Fact]
    public async Task Secrets_of_configuration_and_files_are_valid_together_and_the_log_numbers_them()
    {
        const string Third = "whsec_bm90LXRoZS1maXJzdC1vbmUtYnV0LXRoZS1zZWNvbmQ=";
        using var volume = new SecretVolume(("a", $"\n{New}\n"), ("b", Third));
        using var receiver = new RunningReceiver(new()
        {
            ["Subscriptions:spotnana:SecretFiles:0"] = volume.PathOf("a"),
            ["Subscriptions:spotnana:SecretFiles:1"] = volume.PathOf("b"),
        });

        string[] secrets = [Old, New, Third];
        for (var i = 0; i < secrets.Length; i++)
        {
            var delivery = new TestDelivery { SignedWith = secrets[i] };
            Assert.Equal("accepted", (await receiver.SendAsync(delivery)).Status);
            Assert.Equal($"{i}", (await LineAsync(receiver, $"Received \"{delivery.Id}\"")).Properties["SecretIndex"].ToString());
        }

        var numbers = (await LineAsync(receiver, "as SecretIndex counts them")).RenderMessage();
        Assert.Contains(
            $"0 is Subscriptions:spotnana:Secrets:0, 1 is Subscriptions:spotnana:SecretFiles:0 ({volume.PathOf("a")}), "
                + "2 is Subscriptions:spotnana:SecretFiles:1",
            numbers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_of_the_configuration_are_read_again_when_it_changes()
    {
        using var receiver = new RunningReceiver();
        var configuration = receiver.Start().Services.GetRequiredService<IConfiguration>();

        configuration["Subscriptions:spotnana:Secrets:1"] = New;
        await LineAsync(receiver, "Subscriptions:spotnana:Secrets\" was read again");
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery { SignedWith = Old })).Status);
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery { SignedWith = New })).Status);

        configuration["Subscriptions:spotnana:Secrets:0"] = New;
        await IsRefusedAsync(receiver, Old);
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery { SignedWith = New })).Status);
    }

    private static RunningReceiver Receiver(SecretVolume volume) => new(new()
    {
        ["Subscriptions:spotnana:Secrets:0"] = null,
        ["Subscriptions:spotnana:SecretFiles:0"] = volume.PathOf("secret"),
    });

    /// <summary>Sends 200 a second, whether or not the earlier ones are answered.</summary>
    private static async Task SendAsync(RunningReceiver receiver, List<Task<Answer>> answers, int count, Func<int, string> signer)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < count; i++)
        {
            if (i % 10 == 0)
                await pace.WaitForNextTickAsync();
            answers.Add(receiver.SendAsync(new TestDelivery { SignedWith = signer(i) }));
        }
    }

    private static Task IsRefusedAsync(RunningReceiver receiver, string secret) => Wait.UntilAsync(
        async () => (await receiver.SendAsync(new TestDelivery { SignedWith = secret })).StatusCode == HttpStatusCode.Unauthorized);

    private static Task<LogEvent> LineAsync(RunningReceiver receiver, string part)
    {
        receiver.Start();
        return receiver.Log.LineAsync(line => line.RenderMessage(null).Contains(part, StringComparison.Ordinal));
    }

    private static void AssertNotLogged(RunningReceiver receiver, params string[] secrets)
    {
        foreach (var secret in secrets)
            Assert.DoesNotContain(secret["whsec_".Length..], receiver.Log.Text, StringComparison.Ordinal);
    }
}

using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Receiver.Tests.Telemetry;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Since when nobody was heard is a matter of the inbox, not of the process.</summary>
[Collection(OneService.Name)]
public sealed class SilenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("silence-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_last_authentic_delivery_is_known_after_a_restart_whatever_became_of_it()
    {
        DateTimeOffset? last;
        using (var first = Receiver())
        {
            Assert.Null(await LastAsync(first));
            var delivery = new TestDelivery();
            Assert.Equal("accepted", (await first.SendAsync(delivery)).Status);
            var stored = (await Wait.ForAsync(() => LastAsync(first), at => at is not null))!.Value;

            Assert.Equal("duplicate", (await first.SendAsync(delivery)).Status);
            var repeated = (await Wait.ForAsync(() => LastAsync(first), at => at > stored))!.Value;

            Assert.Equal(HttpStatusCode.BadRequest, (await first.SendAsync(new TestDelivery { ApiVersion = "1.0" })).StatusCode);
            last = await Wait.ForAsync(() => LastAsync(first), at => at > repeated);
            var forged = await first.SendAsync(new TestDelivery { SignedWith = TestDelivery.OtherSecret });
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        }

        using var second = Receiver(new FakeTimeProvider(last!.Value.AddHours(1)));
        Assert.Equal(last, await LastAsync(second));
        await HasBeenSilentAnHourAsync(second);
    }

    [Fact]
    public async Task Silence_before_the_first_delivery_counts_from_the_first_start()
    {
        using (var first = Receiver())
        {
            first.Start();
            await first.EventuallyAsync("SELECT count(*) FROM contact WHERE subscription = 'spotnana'", 1L);
        }

        using var second = Receiver(new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1)));
        second.Start();
        await HasBeenSilentAnHourAsync(second);
        Assert.Null(await LastAsync(second));
    }

    private static Task<Scrape> HasBeenSilentAnHourAsync(RunningReceiver receiver) => Scrape.UntilAsync(
        receiver, scrape => scrape.Value("spotnana_webhooks_authentic_age_seconds", ("subscription", "spotnana")) > 3599);

    private static async Task<DateTimeOffset?> LastAsync(RunningReceiver receiver) =>
        (await receiver.AskAsync("/api/stats")).Json().GetProperty("subscriptions")[0].Text("lastAuthenticAt") is { } at
            ? DateTimeOffset.ParseExact(
                at, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : null;

    private RunningReceiver Receiver(TimeProvider? time = null) => new(
        new() { ["Inbox:Sqlite:Path"] = Path.Combine(_folder, "inbox.db") },
        services => services.AddSingleton(time ?? TimeProvider.System));
}

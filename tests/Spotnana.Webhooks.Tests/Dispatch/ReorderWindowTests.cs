using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Tests.Support;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>The setting, and how it gets from there to the inbox.</summary>
public sealed class ReorderWindowTests
{
    [Theory]
    [InlineData("00:00:00", true)]
    [InlineData("01:00:00", true)]
    [InlineData("-00:00:01", false)]
    [InlineData("01:00:01", false)]
    public void It_lasts_from_nothing_to_an_hour(string window, bool isFine)
    {
        var result = new DispatchOptionsValidator().Validate(null, new DispatchOptions { ReorderWindow = TimeSpan.Parse(window, null) });

        Assert.Equal(isFine, result.Succeeded);
        if (!isFine)
            Assert.Contains("Dispatch:ReorderWindow is ", result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("00:00:10", 10)]
    public async Task What_is_stored_carries_it(string? setting, int seconds)
    {
        await using var services = Services(setting);

        var entry = services.GetRequiredService<HandlerMatcher>()(Delivery());

        Assert.Equal(["any"], entry.Handlers);
        Assert.Equal(TimeSpan.FromSeconds(seconds), entry.ReorderWindow);
    }

    [Fact]
    public async Task The_inbox_answers_operators_too()
    {
        await using var services = Services(null);

        Assert.Same(services.GetRequiredService<IInbox>(), services.GetRequiredService<IInboxQuery>());
        Assert.Same(services.GetRequiredService<IInbox>(), services.GetRequiredService<IInboxOperator>());
    }

    private static ServiceProvider Services(string? window)
    {
        var services = new ServiceCollection().AddLogging();
        Dictionary<string, string?> settings = new()
        {
            ["Inbox:Engine"] = "Memory",
            ["Subscriptions:spotnana:Secrets:0"] = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        };
        if (window is not null)
            settings["Dispatch:ReorderWindow"] = window;
        services.AddSingleton<IHostEnvironment, ProductionEnvironment>();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSpotnanaWebhooks().AddHandler(new HandlerRegistration("any", EventFilter.Any, _ => throw new NotSupportedException()));
        return services.BuildServiceProvider();
    }

    private static Delivery Delivery() => new()
    {
        Subscription = "spotnana",
        Id = "msg_1",
        Body = default,
        Sha256 = new byte[32],
        SentAt = DateTimeOffset.UnixEpoch,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        OccurredAt = DateTimeOffset.UnixEpoch,
        EventType = EventType.PnrV3,
    };
}

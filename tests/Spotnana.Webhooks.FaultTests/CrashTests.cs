using Spotnana.Webhooks.FaultTests.Harness;
using Spotnana.Webhooks.TestSources;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

[Collection(FaultCollection.Name)]
public sealed class CrashTests(PublishedService published, ITestOutputHelper output)
{
    private const string Poison = "6100000666";
    private const int MaxAttempts = 3;

    [Fact]
    public async Task A_delivery_whose_handler_ends_the_process_ends_exhausted_and_the_service_comes_back()
    {
        var secret = new Secret();
        var (settings, inbox) = CrashingService(secret);
        var events = new Events(Seed.Next(output));
        var poison = events.Next(pnrId: Poison);
        IReadOnlyList<OutgoingDelivery> before = events.Take(2), after = events.Take(5);
        using var sender = new Sender(secret);
        await using var service = await Supervised.StartAsync(published, settings);

        await service.SendAllAndSettleAsync(sender, inbox, before);
        await service.SendAllAndSettleAsync(sender, inbox, [poison]);
        await service.SendAllAndSettleAsync(sender, inbox, after);

        AssertExhausted(inbox, service, poison, [.. before, .. after]);
    }

    [Fact]
    public async Task A_delivery_whose_handler_ends_the_process_takes_none_of_its_neighbours_along()
    {
        var secret = new Secret();
        var (settings, inbox) = CrashingService(secret);
        var events = new Events(Seed.Next(output));
        var poison = events.Next(pnrId: Poison);
        var beside = events.Take(40);
        using var sender = new Sender(secret);
        await using var service = await Supervised.StartAsync(published, settings);

        await service.SendAllAndSettleAsync(sender, inbox, [poison, .. beside]);

        AssertExhausted(inbox, service, poison, beside);
    }

    private (ServiceSettings Settings, InboxFile Inbox) CrashingService(Secret secret)
    {
        var folder = published.NewFolder("inbox");
        var settings = new ServiceSettings(folder, secret)
        {
            Dll = Path.Combine(
                Repository.Root, "tests/Spotnana.Webhooks.FaultTests/CrashingService/bin", Repository.Configuration, "net10.0",
                "Spotnana.Webhooks.FaultTests.CrashingService.dll"),
            Environment =
            {
                ["CrashOn"] = "pnr/" + Poison,
                ["Dispatch__MaxAttempts"] = $"{MaxAttempts}",
            },
        };
        return (settings, new InboxFile(folder));
    }

    private void AssertExhausted(InboxFile inbox, Supervised service, OutgoingDelivery poison, IReadOnlyList<OutgoingDelivery> others)
    {
        const int Completed = 1, Dead = 2, Exhausted = 2;
        output.WriteLine($"{service.Restarts} restarts");
        Assert.False(service.Process.HasExited, service.Process.Tail());
        Assert.Equal([new StoredHandling(Dead, MaxAttempts, Exhausted)], inbox.Handlings(poison.Id));
        Assert.Equal(
            others.Select(other => (other.Id, Completed)),
            others.Select(other => (other.Id, Assert.Single(inbox.Handlings(other.Id)).State)));
        Assert.True(
            MaxAttempts == service.Restarts, $"{service.Restarts} restarts, not {MaxAttempts}.\n{string.Join("\n---\n", service.Ended)}");
        inbox.AssertKeeps([poison, .. others]);
    }
}

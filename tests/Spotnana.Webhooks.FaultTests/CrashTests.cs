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

    [Fact]
    public async Task A_crash_is_blamed_on_what_ran_and_not_on_what_was_leased_and_waited()
    {
        const int Slots = 2;
        var secret = new Secret();
        var (settings, inbox) = CrashingService(secret);
        settings.Environment["Dispatch__Concurrency"] = $"{Slots}";
        settings.Environment["WorkMilliseconds"] = "5"; // so quick that more are leased than there are slots
        var events = new Events(Seed.Next(output));
        var poison = events.Next(pnrId: Poison);
        IReadOnlyList<OutgoingDelivery> all = [.. Apart(events, 300), poison, .. Apart(events, 300)];
        using var sender = new Sender(secret, connections: 64);
        await using (var service = await ServiceProcess.StartAsync(published, settings))
        {
            await sender.SendAsync(service.Webhook, all);
            Assert.Equal(128 + 9, await service.WaitForExitAsync());
        }

        var leased = inbox.Leased();
        Assert.True(leased > 2 * Slots, $"Only {leased} were leased when the process died: nothing waited.");
        settings.Environment["CrashOn"] = "pnr/none";
        await using var again = await ServiceProcess.StartAsync(published, settings);
        await sender.SendAsync(again.Webhook, all.Where(delivery => !sender.Ledger.IsAcknowledged(delivery)));
        await inbox.WaitCompletedAsync(all.Count, again);

        var (lost, mostOfOthers) = inbox.Attempts();
        output.WriteLine($"{leased} leased, {lost.Count} blamed, of others at most {mostOfOthers} attempts");
        Assert.Contains(poison.Id, lost);
        Assert.InRange(lost.Count, 1, Slots);
        inbox.AssertKeeps(all);
    }

    [Fact]
    public async Task A_kill_while_deliveries_are_handed_over_loses_none_and_spends_attempts_of_those_that_ran_only()
    {
        const int Slots = 2;
        var seed = Seed.Next(output);
        var secret = new Secret();
        var (settings, inbox) = CrashingService(secret);
        settings.Environment["Dispatch__Concurrency"] = $"{Slots}";
        settings.Environment["WorkMilliseconds"] = "3";
        settings.Environment["CrashOn"] = "none";
        var events = new Events(seed);
        var all = Apart(events, 1_500);
        using var sender = new Sender(secret, connections: 64);
        var mostLeased = 0L;
        var kills = 0;
        for (; !all.All(sender.Ledger.IsAcknowledged); kills++)
        {
            await using var service = await ServiceProcess.StartAsync(published, settings);
            if (kills < 4)
                sender.Ledger.AtAcknowledged(sender.Ledger.AcknowledgedCount + 100 + (seed % 97), service.KillHard);
            await sender.SendAsync(service.Webhook, all.Where(delivery => !sender.Ledger.IsAcknowledged(delivery)));
            if (kills >= 4)
                await inbox.WaitCompletedAsync(all.Count, service);
            else
                Assert.Equal(128 + 9, await service.WaitForExitAsync());
            mostLeased = Math.Max(mostLeased, inbox.Leased());
            inbox.AssertKeeps(sender.Ledger.Acknowledged);
        }

        var (lost, mostOfOthers) = inbox.Attempts();
        output.WriteLine($"{kills} starts, at most {mostLeased} leased, {lost.Count} blamed, of others at most {mostOfOthers} attempts");
        Assert.True(mostLeased > Slots, $"At most {mostLeased} were leased when the process died: nothing waited.");
        Assert.True(lost.Count <= 4 * Slots, $"{lost.Count} were blamed for 4 kills while {Slots} ran: {string.Join(", ", lost)}");
        Assert.Equal(1, mostOfOthers);
    }

    /// <summary>Events of a booking each, so that no one waits for another.</summary>
    private static IReadOnlyList<OutgoingDelivery> Apart(Events events, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => events.Next())];

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

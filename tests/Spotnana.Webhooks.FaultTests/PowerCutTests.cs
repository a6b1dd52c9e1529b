using System.Net;
using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>
/// kill -9 leaves what the operating system had taken; a power cut does not. These tests go on with nothing but the bytes that
/// the service had synced.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class PowerCutTests(PublishedService published, ITestOutputHelper output)
{
    private const int More = 20_000;

    [Fact]
    public async Task What_was_answered_200_survives_one_power_cut_after_another()
    {
        var seed = Seed.Next(output);
        var random = new Random(seed);
        var secret = new Secret();
        var events = new Events(seed);
        using var sender = new Sender(secret);
        var folder = published.NewFolder("inbox");
        // At any moment, in the middle of a commit, and in the middle of a checkpoint after others.
        string?[] cuts = [null, $"inbox.db-wal {random.Next(20, 120)}", $"inbox.db {random.Next(2, 4)}", null];

        foreach (var cut in cuts)
        {
            var powerCut = await PowerCut.WatchAsync(published, folder);
            await using var service = ServiceProcess.Start(published, new(folder, secret) { Environment = powerCut.Environment(at: cut) });
            // What was left to be handled is taken up before it is ready, and commits too.
            await service.WaitReadyOrEndedAsync();
            AssertKept(folder, sender);

            if (cut is null)
                sender.Ledger.AtAcknowledged(sender.Ledger.AcknowledgedCount + random.Next(500, 1_000), service.KillHard);
            await sender.SendAsync(service.Webhook, Enumerable.Range(0, More).Select(_ => events.Next(bytes: 24_000)));

            Assert.True(await service.WaitForExitAsync() == 128 + 9, service.Tail());
            powerCut.AssertFollowed();
            Assert.Equal(cut is null ? 0 : 1, powerCut.Count("cut"));
            output.WriteLine(
                $"cut {(cut is null ? "at a random moment" : $"in sync {cut}")}: {sender.Ledger.AcknowledgedCount} acknowledged so far, "
                + $"{powerCut.Count("sync inbox.db-wal")} syncs of the WAL, {powerCut.Count("sync inbox.db")} of the database");
            folder = powerCut.Shadow;
        }

        await using var last = await ServiceProcess.StartAsync(published, new(folder, secret));
        AssertKept(folder, sender);
        var inbox = new InboxFile(folder);
        await inbox.WaitCompletedAsync(inbox.Deliveries().Count, last);
    }

    [Theory]
    [InlineData("inbox.db 1")]
    [InlineData("inbox.db 2")]
    [InlineData("inbox.db 3")]
    [InlineData("inbox.db-wal 1")]
    [InlineData("inbox.db-wal 2")]
    public async Task A_power_cut_while_the_inbox_is_created_leaves_one_that_opens(string cut)
    {
        var secret = new Secret();
        var powerCut = await PowerCut.WatchAsync(published, published.NewFolder("inbox"));
        await using (var service = ServiceProcess.Start(
            published, new(powerCut.Folder, secret) { Environment = powerCut.Environment(at: cut) }))
        {
            Assert.Equal(128 + 9, await service.WaitForExitAsync());
        }

        powerCut.AssertFollowed();
        var deliveries = new Events(Seed.Next(output)).Take(1);
        using var sender = new Sender(secret);
        await using var again = await ServiceProcess.StartAsync(published, new(powerCut.Shadow, secret));
        await sender.SendAsync(again.Webhook, deliveries);
        await new InboxFile(powerCut.Shadow).WaitCompletedAsync(deliveries.Count, again);
        AssertKept(powerCut.Shadow, sender);
    }

    [Theory]
    [InlineData("inbox.db-wal 20")] // a commit
    [InlineData("inbox.db 4")] // a checkpoint, after the three syncs that make the file
    public async Task A_sync_that_fails_ends_the_process_and_what_was_answered_200_is_on_disk(string sync)
    {
        var seed = Seed.Next(output);
        var secret = new Secret();
        var events = new Events(seed);
        using var sender = new Sender(secret);
        var powerCut = await PowerCut.WatchAsync(published, published.NewFolder("inbox"));
        await using (var service = await ServiceProcess.StartAsync(
            published, new(powerCut.Folder, secret) { Environment = powerCut.Environment(fail: sync) }))
        {
            await sender.SendAsync(service.Webhook, Enumerable.Range(0, More).Select(_ => events.Next(bytes: 24_000)));
            var exitCode = await service.WaitForExitAsync();
            output.WriteLine($"ended with {exitCode}: {sender.Ledger.Describe()}");
            Assert.True(exitCode is not 0 and < 128, $"Ended with {exitCode}.\n{service.Tail()}");
        }

        powerCut.AssertFollowed();
        Assert.Equal(1, powerCut.Count("failed " + sync.Split(' ')[0]));
        Assert.All(sender.Ledger.Answers, answer => Assert.True(
            answer.Status is null or HttpStatusCode.OK || answer is { Status: HttpStatusCode.ServiceUnavailable, HasRetryAfter: true },
            $"{answer}"));
        await using var again = await ServiceProcess.StartAsync(published, new(powerCut.Shadow, secret));
        AssertKept(powerCut.Shadow, sender);
    }

    [Fact]
    public async Task Without_the_syncs_of_the_WAL_a_power_cut_is_seen_to_lose_what_was_answered_200()
    {
        var secret = new Secret();
        var deliveries = new Events(Seed.Next(output)).Take(300);
        using var sender = new Sender(secret);
        var folder = published.NewFolder("inbox");
        var powerCut = await PowerCut.WatchAsync(published, folder);
        await using (var service = await ServiceProcess.StartAsync(
            published, new(folder, secret) { Environment = powerCut.Environment(ignore: "-wal") }))
        {
            await sender.SendAsync(service.Webhook, deliveries);
            Assert.Equal(deliveries.Count, sender.Ledger.AcknowledgedCount);
        }

        powerCut.AssertFollowed();
        Assert.NotEqual(0, powerCut.Count("ignored inbox.db-wal"));
        var afterKill = new InboxFile(folder).Lost(sender.Ledger.Acknowledged);
        var afterPowerCut = new InboxFile(powerCut.Shadow).Lost(sender.Ledger.Acknowledged);
        output.WriteLine($"{deliveries.Count} answered 200; lost by kill -9: {afterKill.Count}, by the power cut: {afterPowerCut.Count}");
        Assert.Empty(afterKill);
        Assert.NotEmpty(afterPowerCut);
    }

    [Fact]
    public async Task After_a_clean_stop_nothing_of_the_inbox_is_left_unsynced()
    {
        var secret = new Secret();
        var deliveries = new Events(Seed.Next(output)).Take(500);
        using var sender = new Sender(secret);
        var folder = published.NewFolder("inbox");
        var powerCut = await PowerCut.WatchAsync(published, folder);
        await using var service = await ServiceProcess.StartAsync(published, new(folder, secret)
        {
            Environment = new(powerCut.Environment()) { ["Intake__DrainDelay"] = "00:00:00" },
        });
        await sender.SendAsync(service.Webhook, deliveries);
        service.Terminate();
        Assert.Equal(0, await service.WaitForExitAsync());

        powerCut.AssertFollowed();
        Assert.Equal(
            await File.ReadAllBytesAsync(InboxFile.PathIn(folder)),
            await File.ReadAllBytesAsync(InboxFile.PathIn(powerCut.Shadow)));
        new InboxFile(powerCut.Shadow).AssertKeeps(deliveries);
    }

    private static void AssertKept(string folder, Sender sender)
    {
        var inbox = new InboxFile(folder);
        inbox.AssertKeeps(sender.Ledger.Acknowledged);
        inbox.AssertSound();
    }
}

using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

[Collection(FaultCollection.Name)]
public sealed class SimulationTests(PublishedService published, ITestOutputHelper output)
{
    // Of appsettings.json: so many can be in hand when the service is killed, and are handled again
    private const int Concurrency = 16;

    // A second of the schedule in 10 ms: immediate retries, then 0.6 s, 1.2 s, 2.4 s, ...
    private static readonly string[] _options = ["--bookings", "40", "--rate", "100", "--retry-timescale", "0.01"];

    [Fact]
    public async Task A_service_that_is_killed_while_Spotnana_sends_gets_everything_by_the_retries_when_it_is_back()
    {
        var secret = new Secret();
        var settings = new ServiceSettings(published.NewFolder("inbox"), secret);
        var inbox = new InboxFile(settings.Folder);
        await using var first = await ServiceProcess.StartAsync(published, settings);
        await using var simulation = Simulation.Start(published, first.Webhook, secret, _options);

        await Wait.UntilAsync(
            () => simulation.Attempts().Count(attempt => attempt.Status is 200) >= 50,
            () => $"50 deliveries answered 200.\n{first.Tail()}");
        first.KillHard();
        await first.WaitForExitAsync();
        // Past the immediate retries and two pauses: some seconds
        await Wait.UntilAsync(
            () => simulation.Attempts().Any(attempt => attempt is { Number: >= 8, Status: null }),
            () => "a delivery that failed eight times");
        await using var second = await ServiceProcess.StartAsync(published, settings with { Port = first.Url.Port });

        var report = await simulation.WaitForSuccessAsync();
        var attempts = simulation.Attempts();
        var taken = attempts.Where(attempt => attempt.Status is 200).ToLookup(attempt => attempt.Id, attempt => attempt.Sha256);
        output.WriteLine(
            $"{attempts.Count} attempts, {attempts.Count(attempt => attempt.Status is null)} without an answer, {taken.Count} deliveries");
        Assert.Equal(report.GetProperty("events").GetInt32(), attempts.Select(attempt => attempt.Id).Distinct().Count());
        Assert.Equal(attempts.Select(attempt => attempt.Id).ToHashSet(), [.. taken.Select(delivery => delivery.Key)]);
        Assert.Equal(report.GetProperty("planned").GetInt32(), taken.Sum(delivery => delivery.Count()));

        await inbox.WaitCompletedAsync(taken.Count, second);
        Assert.Equal(
            taken.Select(delivery => (delivery.Key, Copy: 0, Sha256: (string?)delivery.Distinct().Single())).Order(),
            inbox.Deliveries().Select(stored => (stored.Id, stored.Copy, stored.Sha256)).Order());
        var handlings = taken.Select(delivery => Assert.Single(inbox.Handlings(delivery.Key))).ToList();
        output.WriteLine($"{handlings.Count(handling => handling.Attempts > 1)} were in hand when the service was killed");
        Assert.InRange(handlings.Count(handling => handling.Attempts > 1), 0, Concurrency);
    }
}

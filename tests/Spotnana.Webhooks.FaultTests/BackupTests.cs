using System.Diagnostics;
using System.Globalization;
using Spotnana.Webhooks.FaultTests.Harness;
using Spotnana.Webhooks.TestProcesses;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>
/// The service backs its inbox up while it takes deliveries, and is killed. The environment variable FAULT_TESTS_TRIES says how often.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class BackupTests(PublishedService published, ITestOutputHelper output)
{
    // Enough to copy that deliveries come in meanwhile.
    private const int Before = 2_000;
    private const int Bytes = 20_000;
    private const string NameFormat = "'inbox-'yyyyMMdd'T'HHmmss'Z.db'";

    private readonly Secret _secret = new();
    private TimeSpan _afterStart = TimeSpan.FromSeconds(5);

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    [Fact]
    public async Task Whatever_was_answered_200_before_a_backup_began_is_a_duplicate_once_that_is_restored()
    {
        var tries = int.TryParse(Environment.GetEnvironmentVariable("FAULT_TESTS_TRIES"), Invariant, out var given) ? given : 2;
        var events = new Events(Seed.Next(output));
        var (folder, backups) = (published.NewFolder("inbox"), Path.Combine(published.NewFolder("backups"), "made"));
        var kept = new Dictionary<string, OutgoingDelivery>();
        await SendAsync(folder, events.Take(Before, Bytes), kept, "accepted");

        for (var i = 0; i < tries;)
        {
            var known = kept.Count;
            var backup = await BackUpUnderLoadAsync(folder, backups, events, kept);
            if (kept.Count - known >= 10)
                i++;
            else // it began before the load did: the machine is slow
                Assert.True((_afterStart *= 2) < TimeSpan.FromMinutes(2), "No backup began under load.");
            Assert.True(new FileInfo(InboxFile.PathIn(folder) + "-wal").Length > 0, "The killed service left no log.");
            Assert.Equal(0, await ToolAsync("check", backup));
            Assert.Equal(0, await ToolAsync("restore", backup, "--sqlite", InboxFile.PathIn(folder)));

            await SendAsync(folder, [.. kept.Values], kept, "duplicate");
            output.WriteLine($"{i}: {kept.Count} ids that were answered 200 before {Path.GetFileName(backup)} are duplicates");
            File.Delete(backup);
        }
    }

    /// <summary>Has a service make a backup while deliveries come in, kills it, and adds what was stored before to what is kept.</summary>
    private async Task<string> BackUpUnderLoadAsync(
        string folder, string backups, Events events, Dictionary<string, OutgoingDelivery> kept)
    {
        // One of almost an hour ago: the next is due once deliveries come in.
        Directory.CreateDirectory(backups);
        var hourAgo = TimeProvider.System.GetUtcNow() + _afterStart - TimeSpan.FromHours(1);
        var last = Path.Combine(backups, hourAgo.ToString(NameFormat, Invariant));
        await File.WriteAllTextAsync(last, "");
        using var sender = new Sender(_secret, connections: 8);
        await using var service = await ServiceProcess.StartAsync(published, new(folder, _secret)
        {
            Environment = { ["Inbox__Backup__Folder"] = backups },
        });
        var isDone = false;
        var load = Task.Run(() => sender.SendAsync(service.Webhook, Endless(events, () => Volatile.Read(ref isDone))));
        var backup = await Wait.ForAsync(
            () => Directory.GetFiles(backups, "inbox-*.db").Except([last]).SingleOrDefault(), found => found is not null, "a backup");
        service.KillHard();
        await service.WaitForExitAsync();
        Volatile.Write(ref isDone, true);
        await load;

        var began = DateTimeOffset.ParseExact(
            Path.GetFileName(backup)!, NameFormat, Invariant, DateTimeStyles.AssumeUniversal);
        var (now, moment) = (TimeProvider.System.GetUtcNow(), Stopwatch.GetTimestamp());
        var sent = sender.Ledger.Acknowledged.ToDictionary(delivery => delivery.Id);
        var before = sender.Ledger.Answers
            .Where(answer => answer.IsAcknowledged && now - Stopwatch.GetElapsedTime(answer.At, moment) < began);
        foreach (var answer in before)
            kept[answer.Id] = sent[answer.Id];
        File.Delete(last);
        output.WriteLine($"{sender.Ledger.AcknowledgedCount} were answered 200 before, during and after the backup");
        return backup!;
    }

    private async Task SendAsync(
        string folder, IReadOnlyList<OutgoingDelivery> deliveries, Dictionary<string, OutgoingDelivery> kept, string expected)
    {
        using var sender = new Sender(_secret);
        await using var service = await ServiceProcess.StartAsync(published, new(folder, _secret));
        await sender.SendAsync(service.Webhook, deliveries);
        var others = sender.Ledger.Answers.Where(answer => !answer.Body.Contains($"\"{expected}\"", StringComparison.Ordinal)).ToList();
        Assert.True(others.Count == 0, $"{others.Count} of {deliveries.Count} were not {expected}: {others.FirstOrDefault()}");
        foreach (var delivery in deliveries)
            kept[delivery.Id] = delivery;
    }

    private async Task<int> ToolAsync(string command, params string[] arguments)
    {
        var (exitCode, printed) = await Tool.RunAsync(
            PublishedService.Dotnet, [PublishedService.Tool, "inbox", command, .. arguments], published.RunFolder);
        output.WriteLine(printed);
        return exitCode;
    }

    private static IEnumerable<OutgoingDelivery> Endless(Events events, Func<bool> isDone)
    {
        while (!isDone())
            yield return events.Next(bytes: Bytes);
    }
}

using System.Diagnostics;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Benchmarks.Leasing;

/// <summary>
/// Leases from a small inbox and from a large one, in turns, so that whatever else the machine does weighs on both alike.
/// </summary>
internal static class LeaseComparison
{
    // What the largest may cost more than the smallest.
    private const double MostRatioOfHuge = 1.25;

    /// <returns>0 when the large inbox takes at most so many times as long as the small one as is allowed, else 1.</returns>
    public static async Task<int> RunAsync(Load load)
    {
        Console.WriteLine($"Filling a small inbox ({Load.Small}) and a large one ({load}).");
        await using var small = await FilledInbox.CreateAsync(Load.Small);
        await using var large = await FilledInbox.CreateAsync(load);
        Console.WriteLine($"The large file has {large.Bytes / 1e6:F0} MB. Leasing 100, {LeaseTurns.Rounds} times each, in turns.");

        var mostRatio = load == Load.Huge ? MostRatioOfHuge : LeaseTurns.MostRatio;
        var isFlat = await LeaseTurns.RunAsync(small.LeaseOnceAsync, large.LeaseOnceAsync, mostRatio);
        PrintPlan(large, "the due lanes", Sqlite.Flow.Leasing.DueLanesSql);
        PrintPlan(large, "a lane's head", Sqlite.Flow.LaneHead.Sql);
        await PrintListingsAsync(large.Inbox);
        Console.WriteLine($"Storing {FilledInbox.AppendedAtOnce} of 1 KB in one call, {LeaseTurns.Rounds} times each, in turns.");
        isFlat &= await LeaseTurns.RunAsync(small.AppendOnceAsync, large.AppendOnceAsync, mostRatio);
        return isFlat ? 0 : 1;
    }

    private static async Task PrintListingsAsync(SqliteInbox inbox)
    {
        Console.WriteLine("Listing 100 in the large inbox:");
        var later = DateTimeOffset.UnixEpoch.AddDays(1);
        foreach (var (name, filter) in ((string, DeliveryFilter)[])
        [
            ("all", DeliveryFilter.All),
            ("pending", new() { State = DeliveryState.Pending }),
            ("the one subject", new() { Subject = FilledInbox.Hot }),
            ("a minute", new() { ReceivedFrom = later, ReceivedTo = later.AddMinutes(1) }),
            ("a trace that is not there", new() { TraceId = "none" }),
        ])
        {
            var found = (await inbox.ListAsync(filter, 100, null, default)).Deliveries.Count;
            LeaseTurns.Print($"{name} ({found} found)", await TimeAsync(() => inbox.ListAsync(filter, 100, null, default)));
        }

        LeaseTurns.Print("the summary", await TimeAsync(() => inbox.ReadSummaryAsync(default)));
    }

    private static async Task<List<TimeSpan>> TimeAsync(Func<Task> read)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 51; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await read();
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        return times;
    }

    private static void PrintPlan(FilledInbox inbox, string name, string sql)
    {
        Console.WriteLine($"Plan of {name}:");
        foreach (var step in inbox.Plan(sql))
            Console.WriteLine($"  {step}");
    }
}

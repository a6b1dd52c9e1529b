using System.Diagnostics;
using System.Globalization;
using Spotnana.Webhooks.Benchmarks.Appending;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Benchmarks.Draining;

/// <summary>
/// Fills an inbox in PostgreSQL, drains it by handlers that do nothing and prunes it, twice, and prints the sizes of the tables each time.
/// </summary>
internal static class DrainRun
{
    private const int Workers = 8;
    private const int LeasedAtOnce = 16;
    private const int PrunedAtOnce = 200;
    private const int Fills = 2;
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(10);

    /// <summary>Longer than autovacuum sleeps.</summary>
    private static readonly TimeSpan _autovacuumRound = TimeSpan.FromSeconds(7);

    private static readonly TimeSpan _statsRead = TimeSpan.FromSeconds(5);

    /// <param name="deliveries">How many each fill has.</param>
    public static async Task<int> RunAsync(int deliveries)
    {
        await using var cluster = await BenchmarkCluster.StartAsync();
        if (cluster is null)
            return 1;

        await using var database = await cluster.CreateDatabaseAsync();
        await using var inbox = await BenchmarkCluster.OpenAsync(database);
        using var done = new CancellationTokenSource();
        var reading = ReadStatsAsync(inbox, done.Token);
        var groups = new Groups(Turn.FullGroup);
        Console.WriteLine(
            $"{deliveries:N0} deliveries with bodies of {Groups.BodyBytes:N0} bytes, drained by {Workers} workers; fsync on.");
        await TableSizes.PrintAsync(database, "empty");
        for (var fill = 1; fill <= Fills; fill++)
        {
            var filled = 0;
            for (; filled < deliveries; filled += Turn.Deliveries)
                await Turn.TimeAsync(groups.Next(Turn.Deliveries / groups.Size), inbox.Writers());
            await TableSizes.PrintAsync(database, $"filled, {fill}");

            var started = Stopwatch.GetTimestamp();
            await DrainAsync(inbox, filled);
            var taken = Stopwatch.GetElapsedTime(started);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"drained, {fill}: {filled / taken.TotalSeconds:N0} handlings/s"));
            await VacuumAsync(database);
            await TableSizes.PrintAsync(database, $"drained, {fill}");

            started = Stopwatch.GetTimestamp();
            await PruneAsync(inbox);
            taken = Stopwatch.GetElapsedTime(started);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"pruned, {fill}: {filled / taken.TotalSeconds:N0} deliveries/s"));
            await VacuumAsync(database);
            await TableSizes.PrintAsync(database, $"pruned, {fill}");
        }

        await done.CancelAsync();
        await reading;
        return 0;
    }

    /// <summary>
    /// Reads the inbox's numbers now and then, as the service does: that is when the changes to its tallies are summed up.
    /// </summary>
    private static async Task ReadStatsAsync(PostgreSqlInbox inbox, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            await inbox.ReadStatsAsync(CancellationToken.None);
            await Task.Delay(_statsRead, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Waits until autovacuum has nothing more to do: what it can take back is free then. Large bodies take it minutes,
    /// as it leaves the disk to others.
    /// </summary>
    private static async Task VacuumAsync(TestDatabase database)
    {
        for (var idle = 0; idle < 2;)
        {
            await Task.Delay(_autovacuumRound);
            var running = await database.QueryAsync("SELECT count(*) FROM pg_stat_progress_vacuum", row => row.GetInt64(0));
            idle = running[0] == 0 ? idle + 1 : 0;
        }
    }

    private static async Task PruneAsync(PostgreSqlInbox inbox)
    {
        while ((await inbox.PruneAsync(new Retention(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), PrunedAtOnce, default)).IsMoreDue)
        {
        }
    }

    private static async Task DrainAsync(PostgreSqlInbox inbox, int count)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref left) > 0)
            {
                var leases = await inbox.LeaseAsync(Entries.Handler, LeasedAtOnce, _lease, default);
                if (leases.Count == 0)
                    await Task.Delay(5); // the other workers have what there is
                foreach (var first in leases)
                {
                    for (var lease = first; lease is not null; Interlocked.Decrement(ref left))
                    {
                        var outcome = await inbox.SettleAsync(Settlement.Completed(lease, TimeSpan.Zero), _lease, default);
                        lease = outcome.WasHeld ? outcome.Next : throw new InvalidOperationException("A lease was lost.");
                    }
                }
            }
        })));
    }
}

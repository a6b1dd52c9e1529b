using System.Diagnostics;
using System.Globalization;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Benchmarks.Leasing;

/// <summary>
/// Drains one lane in which much waits, in turns: by settling and then leasing again, or by settling and going on in the same commit.
/// </summary>
internal static class HotLaneComparison
{
    private const int Rounds = 2_000;
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(10);

    public static async Task<int> RunAsync()
    {
        var load = new Load(0, 2 * Rounds, 2 * Rounds);
        await using var apart = await FilledInbox.CreateAsync(load);
        await using var together = await FilledInbox.CreateAsync(load);
        Console.WriteLine($"Two inboxes with {2 * Rounds:N0} in one lane each; {Rounds:N0} handlings from each, in turns.");

        TimeSpan apartTime = default, togetherTime = default;
        var next = (await together.Inbox.LeaseAsync(Entries.Handler, 1, _lease, default))[0];
        for (var i = 0; i < Rounds; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var lease = (await apart.Inbox.LeaseAsync(Entries.Handler, 1, _lease, default))[0];
            await apart.Inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default);
            apartTime += Stopwatch.GetElapsedTime(started);

            started = Stopwatch.GetTimestamp();
            next = (await together.Inbox.SettleAsync(Settlement.Completed(next, default), _lease, default)).Next!;
            togetherTime += Stopwatch.GetElapsedTime(started);
        }

        Print("settle, then lease", apartTime);
        Print("settle and go on", togetherTime);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {apartTime / togetherTime:F2}"));
        return 0;
    }

    private static void Print(string name, TimeSpan time) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {name,-20} {time.TotalMilliseconds / Rounds:F2} ms each, {Rounds / time.TotalSeconds:F0}/s"));
}

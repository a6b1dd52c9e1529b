using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Benchmarks.Appending;

/// <summary>One turn of a comparison: the deliveries that one side stores before the other side's turn.</summary>
internal static class Turn
{
    public const int Deliveries = 3_072;
    public const int WarmUps = 3;
    public const int Rounds = 15;

    /// <summary>As many as an <c>InboxWriter</c> takes at a time under load.</summary>
    public const int FullGroup = 256;

    /// <summary>The writers that one replica has for its inbox.</summary>
    public static IEnumerable<Func<InboxEntry[], Task>> Writers(this IInbox inbox) => inbox.Writers(inbox.AppendsAtOnce);

    public static IEnumerable<Func<InboxEntry[], Task>> Writers(this IInbox inbox, int atOnce) =>
        Enumerable.Repeat<Func<InboxEntry[], Task>>(
            async group =>
            {
                if ((await inbox.AppendAsync(group, default)).Any(outcome => outcome != AppendOutcome.Stored))
                    throw new InvalidOperationException("Not all of it was stored.");
            },
            atOnce);

    /// <summary>The seconds that the groups take; each writer stores the next group as soon as it is done with one.</summary>
    public static async Task<double> TimeAsync(InboxEntry[][] groups, IEnumerable<Func<InboxEntry[], Task>> writers)
    {
        var waiting = new ConcurrentQueue<InboxEntry[]>(groups);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(writers.Select(store => Task.Run(async () =>
        {
            while (waiting.TryDequeue(out var group))
                await store(group);
        })));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static void Print(string name, List<double> seconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-24} {Deliveries / seconds.Median():N0} deliveries/s"));
}

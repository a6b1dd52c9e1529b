using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Benchmarks.Leasing;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Benchmarks.Finding;

/// <summary>Fills an inbox, writes the keys of what it holds, and looks some up.</summary>
internal static class FindingRun
{
    private const int AtOnce = 1000;
    private const int Whole = 20_000;
    private const int LookUps = 500;
    private const double MostMilliseconds = 20;

    /// <returns>0 when 95 of 100 look-ups take at most as long as is allowed, else 1.</returns>
    public static async Task<int> RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("inbox-finding-");
        try
        {
            await using var inbox = new SqliteInbox(
                new SqliteInboxOptions { Path = Path.Combine(folder.FullName, "inbox.db") }, TimeProvider.System,
                NullLogger<SqliteInbox>.Instance);
            await inbox.TryOpenAsync(default);
            var writer = new KeyWriter(inbox, inbox, inbox, EncryptionKeys.None, TimeProvider.System);
            var whole = Body.Read();
            await FollowAsync(folder, inbox, writer, Whole, $"bodies of {whole.Length / 1000} KB", i => Numbered([.. whole], i));
            await FollowAsync(folder, inbox, writer, count, "small bodies", i => Encoding.UTF8.GetBytes(Booking(i)));
            return await LookUpAsync(inbox, count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task FollowAsync(
        DirectoryInfo folder, SqliteInbox inbox, KeyWriter writer, int count, string what, Func<int, byte[]> body)
    {
        for (var start = 0; start < count; start += AtOnce)
        {
            var entries = Enumerable.Range(start, Math.Min(AtOnce, count - start)).Select(i =>
            {
                var entry = Entries.Make($"msg_{what.Length}_{i}", $"pnr/{6_100_000_000 + i / 4}", i, new byte[200]);
                return new InboxEntry(entry.Delivery with { Body = body(i) }, []);
            });
            await inbox.AppendAsync([.. entries], default);
        }

        var (before, started, used) = (Bytes(folder), Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        while (await writer.RunAsync(default))
        {
        }

        var (taken, processor) = (Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - used);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Keys of {count:N0} deliveries with {what}: {count / taken.TotalSeconds:F0} a second, {processor.TotalMicroseconds / count:F0} µs "
            + $"of the processor each; the file and its log have grown by {(Bytes(folder) - before) / (double)count:F0} bytes each."));
    }

    private static async Task<int> LookUpAsync(SqliteInbox inbox, int count)
    {
        var finder = new DeliveryFinder(inbox, new InboxHashKeys(inbox, EncryptionKeys.None));
        var random = new Random(7);
        var slowest = 0.0;
        foreach (var (name, key) in ((string, Func<int, string>)[])
        [
            ("a ticket", i => $"016{7_480_000_000 + i / 4}"),
            ("a record locator", i => $"l{i / 4:x6}"),
            ("an e-mail address of many deliveries", i => $"Traveler.{i % 5000}@Example.com"),
            ("the id of a delivery", i => $"msg_12_{i}"),
            ("the trace of all", _ => "80f198ee56343ba864fe8b2a57d3eff7"),
            ("what is not there", i => $"none {i}"),
        ])
        {
            var times = new List<TimeSpan>();
            var (found, used) = (0, Environment.CpuUsage.TotalTime);
            for (var i = 0; i < LookUps; i++)
            {
                var started = Stopwatch.GetTimestamp();
                found = (await finder.FindAsync(key(random.Next(count)), 50, null, default))!.Deliveries.Count;
                times.Add(Stopwatch.GetElapsedTime(started));
            }

            var processor = (Environment.CpuUsage.TotalTime - used) / LookUps;
            LeaseTurns.Print($"{name} ({found} found, {processor.TotalMicroseconds:F0} µs of the processor)", times);
            slowest = Math.Max(slowest, times.Select(time => time.TotalMilliseconds).Share(0.95));
        }

        return slowest <= MostMilliseconds ? 0 : 1;
    }

    // The first pnrId of the booking gets a number of its own.
    private static byte[] Numbered(byte[] body, int number)
    {
        var name = "\"pnrId\""u8;
        var at = body.AsSpan().IndexOf(name) + name.Length;
        at += body.AsSpan(at).IndexOf((byte)'"') + 1;
        Encoding.UTF8.GetBytes($"{number:0000000000}", body.AsSpan(at));
        return body;
    }

    private static string Booking(int i) =>
        $$$"""
        {"eventType":"PNR_V3","payload":{"pnrId":"{{{6_100_000_000 + i / 4}}}","tripId":"{{{4_800_000_000 + i / 8}}}",
        "sourceInfo":{"sourcePnrId":"L{{{i / 4:X6}}}"},"pnrTravelers":[{"userId":{"id":"traveler-{{{i % 5000}}}"},
        "personalInfo":{"email":"traveler.{{{i % 5000}}}@example.com"}}],"airPnr":{"travelerInfos":[{"tickets":[
        {"ticketNumber":"016{{{7_480_000_000 + i / 4}}}"}]}]},"invoiceInfos":[{"invoiceNumber":"INV-{{{i / 4}}}"}]}}
        """;

    private static long Bytes(DirectoryInfo folder) => folder.EnumerateFiles().Sum(file => file.Length);
}

using System.Globalization;
using Spotnana.Webhooks.Benchmarks.Load;
using Spotnana.Webhooks.Benchmarks.Load.Measuring;

namespace Spotnana.Webhooks.Benchmarks.Keeping;

/// <summary>The command <c>keeping</c>: <see cref="Help"/>.</summary>
internal static class KeepingCommand
{
    public const string Name = "keeping";

    private const string Help =
        """
        keeping: what erasing and pruning cost the deliveries that come meanwhile, with the inbox in a file.

          dotnet run -c Release --project tests/Spotnana.Webhooks.Benchmarks -- keeping [options]

        First one Receiver with an erasure that goes through what is stored, and one without, in turns (without, with, without), as fast as
        answers come: processor time a handled delivery. Then one Receiver over a full file, at a fixed rate: nothing, an erasure of all,
        nothing, the pruner over all, nothing: latencies, and the size of the file.

          --deliveries N      settled ones in the full file (1000000)
          --rate N            deliveries a second over the full file (400)
          --due MINUTES       after the file is filled, the pruner may begin: longer than the erasure takes (9)
          --only cost|full|pruning   the first, the second, or the second without an erasure

        and of "load": --receiver, --set, --size, --subjects, --connections, --warm-up, --seconds, --rounds, --folder.
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--help"] or ["-h"] or ["help"])
        {
            Console.WriteLine(Help);
            return 0;
        }

        var own = new Dictionary<string, string>
        {
            ["--deliveries"] = "1000000",
            ["--rate"] = "400",
            ["--due"] = "9",
            ["--only"] = "",
        };
        var others = new List<string>();
        foreach (var pair in arguments.Chunk(2))
        {
            if (pair is [var name, var value] && own.ContainsKey(name))
                own[name] = value;
            else
                others.AddRange(pair);
        }

        try
        {
            var options = LoadOptions.Parse(others) with { Contestants = ["ours-sqlite"] };
            if (own["--only"] is "" or "cost")
                await MeasureCostAsync(options);
            if (own["--only"] != "cost")
            {
                await MeasureFullAsync(
                    options, Number("--deliveries"), Number("--rate"), TimeSpan.FromMinutes(Number("--due")), own["--only"] != "pruning");
            }

            return 0;
        }
        catch (Exception failure) when (failure is FormatException or InvalidOperationException or TimeoutException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }

        int Number(string name) => int.Parse(own[name], CultureInfo.InvariantCulture);
    }

    private static async Task MeasureCostAsync(LoadOptions options)
    {
        using var arena = await Arenas.CreateAsync(options);
        var kind = (await Choice.MakeAsync(options, arena, Say))[0];
        await new ErasingCost(new Comparison(options, arena, Say), options.Rounds, Say).RunAsync(kind);
    }

    private static async Task MeasureFullAsync(LoadOptions options, int deliveries, int rate, TimeSpan due, bool erases)
    {
        using var arena = await Arenas.CreateAsync(options);
        var file = new FullFile(Path.Combine(arena.Folder, "inbox.db"));
        arena.ReceiverSettings["Inbox__Sqlite__Path"] = file.Path;
        var sync = Disk.MeasureSync(arena.Folder);
        Say(string.Create(CultureInfo.InvariantCulture, $"4 KB and fdatasync take {sync.TotalMilliseconds:0.00} ms."));
        var kind = (await Choice.MakeAsync(options, arena, Say))[0];
        Say($"Filling {deliveries:N0} deliveries.");
        await file.FillAsync(deliveries, due);
        await new FullFileRun(new Comparison(options, arena, Say), file, rate, Say).RunAsync(kind, deliveries, erases);
    }

    private static void Say(string line) => Console.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {line}");
}

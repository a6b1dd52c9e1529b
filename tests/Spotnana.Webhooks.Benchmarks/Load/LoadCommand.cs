using Spotnana.Webhooks.Benchmarks.Load.Measuring;
using Spotnana.Webhooks.Benchmarks.Load.Reporting;

namespace Spotnana.Webhooks.Benchmarks.Load;

/// <summary>The command <c>load</c>: <see cref="LoadOptions.Help"/>.</summary>
internal static class LoadCommand
{
    public const string Name = "load";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--help"] or ["-h"] or ["help"])
        {
            Console.WriteLine(LoadOptions.Help);
            return 0;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        try
        {
            await RunAsync(LoadOptions.Parse(arguments), stop.Token);
            return 0;
        }
        catch (Exception failure) when (failure is FormatException or InvalidOperationException or TimeoutException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped.");
            return 1;
        }
    }

    private static async Task RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        if (Disk.IsMemory(options.Folder))
            throw new FormatException($"{options.Folder} is memory, not a disk: name a folder on one by --folder.");

        using var arena = await Arenas.CreateAsync(options);
        var sync = Disk.MeasureSync(arena.Folder);
        Say($"{arena.Folder} is on {new DriveInfo(arena.Folder).DriveFormat}: 4 KB and fdatasync take {sync.TotalMilliseconds:0.00} ms.");

        var kinds = await Choice.MakeAsync(options, arena, Say);
        var comparison = new Comparison(options, arena, Say);
        if (options.Sustained is not null)
        {
            foreach (var kind in kinds.Where(kind => kind.IsOurs))
                await comparison.SustainAsync(kind, cancellationToken);
            return;
        }

        var standings = await comparison.RunAsync(kinds, cancellationToken);
        Console.WriteLine();
        Console.WriteLine(MarkdownReport.Write(options, comparison.BodyLength, sync, standings));
        if (options.Json is { } file)
            await JsonReport.WriteAsync(file, options, comparison.BodyLength, sync, standings);
    }

    private static void Say(string line) => Console.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {line}");
}

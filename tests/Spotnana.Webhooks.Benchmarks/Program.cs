using System.Globalization;
using System.Runtime.Versioning;
using BenchmarkDotNet.Running;
using Spotnana.Webhooks.Benchmarks;
using Spotnana.Webhooks.Benchmarks.Appending;
using Spotnana.Webhooks.Benchmarks.Draining;
using Spotnana.Webhooks.Benchmarks.Finding;
using Spotnana.Webhooks.Benchmarks.Keeping;
using Spotnana.Webhooks.Benchmarks.Leasing;
using Spotnana.Webhooks.Benchmarks.Load;
using Spotnana.Webhooks.Benchmarks.Load.Rivals;

[assembly: SupportedOSPlatform("linux")]

// "load" compares the whole Receiver with its rivals: "load --help". "keeping" shows what erasing and pruning cost it: "keeping --help".
// "lease" (with --huge: 5,000,000 rows) and "lease-postgresql" compare a small inbox with a large one, "hot-lane" two ways to drain
// one lane, "append-postgresql"
// the engine with a raw loop; "find" (and how many deliveries) writes keys and looks them up; "drain-postgresql" (and how many
// deliveries) prints the speed and the sizes of the tables. Everything else
// goes to BenchmarkDotNet, for example --filter '*'.
if (args is [LoadCommand.Name, .. var options])
    return await LoadCommand.RunAsync(options);
if (args is [KeepingCommand.Name, .. var keeping])
    return await KeepingCommand.RunAsync(keeping);
if (args is [RivalCommand.Name, var rival, var port, var store])
    return await RivalCommand.RunAsync(rival, port, store);
if (args is ["lease", ..])
    return await LeaseComparison.RunAsync(args.Contains("--short") ? Load.Short : args.Contains("--huge") ? Load.Huge : Load.Full);
if (args is ["find", ..])
    return await FindingRun.RunAsync(args is [_, var deliveries] ? int.Parse(deliveries, CultureInfo.InvariantCulture) : 1_000_000);
if (args is ["hot-lane"])
    return await HotLaneComparison.RunAsync();
if (args is ["append-postgresql"])
    return await AppendComparison.RunAsync();
if (args is ["lease-postgresql", ..])
    return await PostgreSqlLeaseComparison.RunAsync(args.Contains("--short") ? Load.Short : Load.Backlog);
if (args is ["drain-postgresql", ..])
    return await DrainRun.RunAsync(args is [_, var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 100_000);

BenchmarkSwitcher.FromAssembly(typeof(SignatureBenchmarks).Assembly).Run(args);
return 0;

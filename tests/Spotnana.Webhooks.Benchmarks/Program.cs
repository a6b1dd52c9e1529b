using BenchmarkDotNet.Running;
using Spotnana.Webhooks.Benchmarks;
using Spotnana.Webhooks.Benchmarks.Leasing;

// "lease" compares a small inbox with a large one; everything else goes to BenchmarkDotNet, for example --filter '*'.
if (args is ["lease", ..])
    return await LeaseComparison.RunAsync(args.Contains("--short") ? Load.Short : Load.Full);

BenchmarkSwitcher.FromAssembly(typeof(SignatureBenchmarks).Assembly).Run(args);
return 0;

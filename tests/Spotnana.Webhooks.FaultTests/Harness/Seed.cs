using System.Globalization;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>The seed of what a test leaves to chance. It is printed; the environment variable FAULT_TESTS_SEED repeats a run.</summary>
internal static class Seed
{
    public static int Next(ITestOutputHelper output)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAULT_TESTS_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next(1, 1_000_000);
        output.WriteLine($"FAULT_TESTS_SEED={seed}");
        return seed;
    }
}

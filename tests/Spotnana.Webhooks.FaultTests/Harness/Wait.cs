using System.Diagnostics;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>Waits on conditions, with a bound that a slow machine does not reach.</summary>
internal static class Wait
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the answer is yes; <paramref name="describe"/> says in the failure what was there instead.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> describe)
    {
        var started = Stopwatch.StartNew();
        while (!await condition())
        {
            if (started.Elapsed > Bound)
                throw new TimeoutException($"Not within {Bound.TotalSeconds} s: {describe()}");
            await Task.Delay(Pause);
        }
    }

    public static Task UntilAsync(Func<bool> condition, Func<string> describe) =>
        UntilAsync(() => Task.FromResult(condition()), describe);
}

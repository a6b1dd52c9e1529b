using System.Globalization;
using Spotnana.Webhooks.Benchmarks.Load;
using Spotnana.Webhooks.Benchmarks.Load.Contestants;
using Spotnana.Webhooks.Benchmarks.Load.Measuring;

namespace Spotnana.Webhooks.Benchmarks.Keeping;

/// <summary>One Receiver at a fixed rate while nothing else happens, while it erases, and while it prunes.</summary>
internal sealed class FullFileRun(Comparison comparison, FullFile file, int rate, Action<string> say)
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);

    /// <param name="kind">The Receiver.</param>
    /// <param name="filled">How many deliveries the file was filled with.</param>
    /// <param name="erases">Whether it erases, before it prunes.</param>
    public async Task RunAsync(ContestantKind kind, int filled, bool erases)
    {
        await using var receiver = await comparison.StartAsync(kind);
        await comparison.RunRoundAsync(receiver, rate, rate, default);
        await UntilAsync(() => Task.FromResult(file.Followed() >= filled)); // as it is all the time but after the file was filled
        var without = await PhaseAsync(receiver, "nothing else", () => Task.FromResult(0L));

        if (erases)
        {
            var erasure = await receiver.Management!.EraseStrangerAsync();
            await ComparedAsync(receiver, without, "an erasure", async () => (await receiver.Management.ReadErasureAsync(erasure)).Scanned);
            await UntilAsync(async () => (await receiver.Management.ReadErasureAsync(erasure)).IsComplete);
            say("The erasure is complete.");
            without = await PhaseAsync(receiver, "nothing else", () => Task.FromResult(0L));
        }

        if (file.DueAt < TimeProvider.System.GetUtcNow())
            throw new InvalidOperationException("The pruner's time came too early: choose a later one by --due.");

        await UntilAsync(() => Task.FromResult(file.Pruned(filled) > 0));
        await ComparedAsync(receiver, without, "the pruner", () => Task.FromResult(file.Pruned(filled)));
        await UntilAsync(() => Task.FromResult(file.Pruned(filled) == filled));
        say("The pruner has removed all bodies.");
        await PhaseAsync(receiver, "nothing else", () => Task.FromResult(0L));
    }

    private async Task ComparedAsync(Contestant receiver, RoundFigures without, string what, Func<Task<long>> done)
    {
        var with = await PhaseAsync(receiver, what, done);
        say(string.Create(CultureInfo.InvariantCulture, $"p99 with {what}: {with.P99 / without.P99:0.00} of that without."));
    }

    private async Task<RoundFigures> PhaseAsync(Contestant receiver, string what, Func<Task<long>> done)
    {
        var (before, start) = (await done(), TimeProvider.System.GetTimestamp());
        var figures = await comparison.RunRoundAsync(receiver, rate, rate, default);
        var perSecond = (await done() - before) / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {figures.Answered} answered 200, {figures.Failed} otherwise; p50 {figures.P50:0.0}, p99 {figures.P99:0.0}, "
            + $"p99.9 {figures.P999:0.0} ms; {figures.MicrosecondsAHandled:0} µs each; {perSecond:0} kept ones a second; file "
            + $"{file.Megabytes} MB, {file.FreeMegabytes()} of them free"));
        return figures;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
            await Task.Delay(_look, TimeProvider.System);
    }
}

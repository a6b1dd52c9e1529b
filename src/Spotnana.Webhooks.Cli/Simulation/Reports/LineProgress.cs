using Spotnana.Webhooks.Cli.Simulation.Records;

namespace Spotnana.Webhooks.Cli.Simulation.Reports;

/// <summary>A line every two seconds, and a second one while something goes wrong, for pipes and files.</summary>
internal sealed class LineProgress(TextWriter output, TimeProvider clock) : IProgressView
{
    private const int TimeWidth = 6;

    private static readonly TimeSpan _period = TimeSpan.FromSeconds(2);

    public async Task ShowAsync(Task run, Func<RecordSnapshot> snapshot)
    {
        using var timer = new PeriodicTimer(_period, clock);
        while (!run.IsCompleted)
        {
            var tick = timer.WaitForNextTickAsync().AsTask();
            if (await Task.WhenAny(run, tick) != tick)
                continue;
            foreach (var line in Lines(snapshot()))
                output.WriteLine(line);
        }
    }

    public static IEnumerable<string> Lines(RecordSnapshot now)
    {
        yield return $"{ProgressText.Time(now.Elapsed),TimeWidth}  delivered {ProgressText.Count(now.Delivered)} of "
            + $"{ProgressText.Count(now.Planned)}, {ProgressText.Rate(now.PerSecond)}";
        if (ProgressText.Trouble(now) is { Length: > 0 } trouble)
            yield return $"{"",TimeWidth}  {trouble}";
    }
}

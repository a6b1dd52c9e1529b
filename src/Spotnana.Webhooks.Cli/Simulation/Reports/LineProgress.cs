namespace Spotnana.Webhooks.Cli.Simulation.Reports;

/// <summary>A line every two seconds, for pipes and files.</summary>
internal sealed class LineProgress(TextWriter output, TimeProvider clock) : IProgressView
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(2);

    public async Task ShowAsync(Task run, Func<RecordSnapshot> snapshot)
    {
        using var timer = new PeriodicTimer(_period, clock);
        while (!run.IsCompleted)
        {
            var tick = timer.WaitForNextTickAsync().AsTask();
            if (await Task.WhenAny(run, tick) == tick)
                Write(snapshot());
        }
    }

    private void Write(RecordSnapshot now)
    {
        var trouble = ProgressText.Trouble(now);
        output.WriteLine(
            $"{ProgressText.Time(now.Elapsed),6}  delivered {ProgressText.Count(now.Delivered)} of {ProgressText.Count(now.Planned)}, {ProgressText.Rate(now.PerSecond)}{(trouble.Length > 0 ? "; " : "")}{trouble}");
    }
}

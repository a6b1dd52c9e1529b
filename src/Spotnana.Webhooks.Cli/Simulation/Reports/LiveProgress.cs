using Spectre.Console;
using Spectre.Console.Rendering;
using Spotnana.Webhooks.Cli.Simulation.Records;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Simulation.Reports;

/// <summary>A bar and a line of figures that change in place on a terminal, and are gone at the end.</summary>
internal sealed class LiveProgress(IAnsiConsole console, TimeProvider clock) : IProgressView
{
    private const int WidestBar = 60;
    private const int RoomForCounts = 28;

    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(200);

    public static LiveProgress On(Surroundings surroundings)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(surroundings.RawOut),
            Ansi = AnsiSupport.Yes,
            ColorSystem = string.IsNullOrEmpty(surroundings.Environment("NO_COLOR"))
                ? ColorSystemSupport.Standard
                : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        return new LiveProgress(console, surroundings.Clock);
    }

    public Task ShowAsync(Task run, Func<RecordSnapshot> snapshot) =>
        console.Live(Show(snapshot())).AutoClear(true).StartAsync(async live =>
    {
        using var timer = new PeriodicTimer(_period, clock);
        while (!run.IsCompleted)
        {
            var tick = timer.WaitForNextTickAsync().AsTask();
            if (await Task.WhenAny(run, tick) == tick)
                live.UpdateTarget(Show(snapshot()));
        }
    });

    private Rows Show(RecordSnapshot now)
    {
        var width = Math.Clamp(console.Profile.Width - RoomForCounts, 0, WidestBar);
        var done = now.Planned == 0 ? width : (int)((long)width * now.Delivered / now.Planned);
        var counts = $"{ProgressText.Count(now.Delivered)} of {ProgressText.Count(now.Planned)} delivered";
        var bar = new Paragraph()
            .Append(new string('━', done), new Style(Color.Green))
            .Append(new string('─', width - done), new Style(Color.Grey))
            .Append((width > 0 ? "  " : "") + counts);
        List<IRenderable> lines = [bar, new Text($"{ProgressText.Time(now.Elapsed)}, {ProgressText.Rate(now.PerSecond)}")];
        if (ProgressText.Trouble(now) is { Length: > 0 } trouble)
            lines.Add(new Text(trouble, new Style(Color.Yellow)));
        return new Rows(lines);
    }
}

using Spectre.Console;
using Spotnana.Webhooks.Cli.Certification.Checks;
using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Certification.Reports;

/// <summary>While the run goes on, a line of progress; then a table, and what did not pass.</summary>
internal sealed class TerminalReport : ICertificationReport
{
    private const string ClearLine = "\r\e[K";
    private const int RoomyColumns = 120;
    private const int WidestText = 130;
    private const int LabelWidth = 11;
    private const int LabelGap = 2;

    private readonly Surroundings _surroundings;
    private readonly IAnsiConsole _console;

    public TerminalReport(Surroundings surroundings)
    {
        _surroundings = surroundings;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = string.IsNullOrEmpty(surroundings.Environment("NO_COLOR"))
                ? ColorSystemSupport.Standard
                : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(surroundings.RawOut),
        });
        _console.Profile.Width = surroundings.Columns;
    }

    public void Asking(Check check, int number, int total)
    {
        var line = $"{number,2} of {total}  {check.Title}";
        _surroundings.RawOut.Write(ClearLine + line[..Math.Min(line.Length, _surroundings.Columns - 1)]);
    }

    public void Answered(CheckResult result)
    {
        // the table shows it
    }

    public void Finish(CertificationResult result)
    {
        _surroundings.RawOut.Write(ClearLine);
        _console.Write(Line(result.Receiver));
        _console.WriteLine();
        _console.Write(TableOf(result));
        foreach (var check in VerdictWords.Worth(result))
        {
            _console.WriteLine();
            _console.Write(DetailsOf(check));
        }

        _console.WriteLine();
        if (VerdictWords.NotAsked(result) is { } notAsked)
            _console.Write(Line(notAsked));
        _console.Write(Line(VerdictWords.Sentence(result), result.IsCertified ? Color.Green : Color.Red));
        _console.Write(Line(VerdictWords.Traffic(result)));
    }

    private Table TableOf(CertificationResult result)
    {
        var isRoomy = _surroundings.Columns >= RoomyColumns;
        string[] names = isRoomy ? ["", "check", "", "came back", $"source at {Sources.Host}"] : ["", "check", "came back"];
        var table = new Table { Border = TableBorder.None };
        foreach (var (index, name) in names.Index())
        {
            table.AddColumn(new TableColumn(Text(name, Color.Grey))
            {
                NoWrap = index < names.Length - (isRoomy ? 2 : 1),
                Padding = new Padding(0, 0, index < names.Length - 1 ? 2 : 0, 0),
            });
        }

        foreach (var check in result.Checks.Where(check => check.WasAsked))
        {
            var verdict = Text(VerdictWords.For(check.Verdict), ColorOf(check.Verdict));
            var source = check.Check.Source.Replace(Sources.Host + "/", "", StringComparison.Ordinal);
            table.AddRow(isRoomy
                ? [verdict, Text(check.Check.Id), Text(check.Check.Title), Text(check.Finding.Summary), Text(source, Color.Grey)]
                : [verdict, Text(check.Check.Title), Text(check.Finding.Summary)]);
        }

        return table;
    }

    private Grid DetailsOf(CheckResult check)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Width = LabelWidth, Padding = new Padding(0, 0, LabelGap, 0) });
        var textWidth = Math.Clamp(_surroundings.Columns, 2 * LabelWidth, WidestText) - LabelWidth - LabelGap;
        grid.AddColumn(new GridColumn { Width = textWidth, Padding = new Padding(0) });
        grid.AddRow(
            Text(VerdictWords.For(check.Verdict), ColorOf(check.Verdict)),
            Text($"{check.Check.Title} ({check.Check.Id})", decoration: Decoration.Bold));
        foreach (var (label, text) in VerdictWords.Details(check))
            grid.AddRow(Text(label, Color.Grey), Text(text));
        return grid;
    }

    private static Padder Line(string text, Color? color = null) => new(Text(text, color), new Padding(0));

    private static Text Text(string text, Color? color = null, Decoration decoration = Decoration.None) =>
        new(text, new Style(color, decoration: decoration));

    private static Color ColorOf(Verdict verdict) => verdict switch
    {
        Verdict.Pass => Color.Green,
        Verdict.Fail => Color.Red,
        _ => Color.Yellow,
    };
}

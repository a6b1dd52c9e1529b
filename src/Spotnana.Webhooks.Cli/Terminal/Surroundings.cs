using System.Text;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Secrets;

namespace Spotnana.Webhooks.Cli.Terminal;

/// <summary>Everything of the process that a command uses, so that a test can replace it.</summary>
internal sealed record Surroundings
{
    /// <summary>The command by which the tool is called.</summary>
    public const string ToolName = "spotnana-webhooks";

    private const int UsualColumns = 80;

    /// <summary>Standard output as bytes, for bodies that must not be re-encoded.</summary>
    public required Stream OutBytes { get; init; }

    /// <summary>Standard input as bytes. Empty by default.</summary>
    public Stream InBytes { get; init; } = Stream.Null;

    /// <summary>Whether somebody types the standard input.</summary>
    public bool InIsTerminal { get; init; }

    /// <summary>Standard output. Whatever is written here is made visible: see <see cref="VisibleWriter"/>.</summary>
    public required TextWriter Out { get; init => field = VisibleWriter.Around(value); }

    /// <summary>Standard error. Whatever is written here is made visible, too.</summary>
    public required TextWriter Error { get; init => field = VisibleWriter.Around(value); }

    /// <summary>Standard output for what the tool draws on a terminal. Nothing from outside may get here as it came.</summary>
    public TextWriter RawOut => ((VisibleWriter)Out).Raw;

    /// <summary>Standard error for what the tool draws on a terminal. Nothing from outside may get here as it came.</summary>
    public TextWriter RawError => ((VisibleWriter)Error).Raw;

    /// <summary>False when standard output is a pipe or a file: then lines are made for programs.</summary>
    public required bool OutIsTerminal { get; init; }

    /// <summary>Whether what stands on the terminal can be drawn again. Those that do not say what they are may not be able to.</summary>
    public bool CanRedraw => OutIsTerminal && (OperatingSystem.IsWindows() || Environment("TERM") is not (null or "" or "dumb"));

    /// <summary>How wide the terminal is, in characters.</summary>
    public int Columns { get; init; } = UsualColumns;

    public required Func<string, string?> Environment { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>From when on <c>certify</c> calls an answer late.</summary>
    public AnswerLimits AnswerLimits { get; init; } = AnswerLimits.Usual;

    public static Surroundings OfThisProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var stdout = Console.OpenStandardOutput();
        return new Surroundings
        {
            InBytes = Console.OpenStandardInput(),
            InIsTerminal = !Console.IsInputRedirected,
            OutBytes = stdout,
            Out = new StreamWriter(stdout, utf8) { AutoFlush = true },
            Error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true },
            OutIsTerminal = !Console.IsOutputRedirected,
            Columns = !Console.IsOutputRedirected && Console.WindowWidth is > 0 and var width ? width : UsualColumns,
            Environment = System.Environment.GetEnvironmentVariable,
        };
    }

    /// <summary>Says on standard error what is wrong with the call.</summary>
    public int RefuseUsage(string error)
    {
        Say(error);
        return ExitCode.WrongUsage;
    }

    /// <summary>Says on standard error why a check failed.</summary>
    public int Fail(string error)
    {
        Say(error);
        return ExitCode.CheckFailed;
    }

    /// <summary>Writes to standard error. What looks like a secret is masked: the text may repeat an argument.</summary>
    public void Say(string text)
    {
        try
        {
            Error.WriteLine(SecretMask.Apply(text));
        }
        catch (IOException)
        {
            // there is nobody left to tell
        }
    }
}

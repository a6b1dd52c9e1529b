using Spotnana.Webhooks.Cli.Certification.Checks;

namespace Spotnana.Webhooks.Cli.Certification.Reports;

/// <summary>A line for each check as it is made, then what did not pass: for logs and files.</summary>
internal sealed class LineReport(TextWriter output) : ICertificationReport
{
    private static readonly int _idWidth = Checklist.All.Concat(Checklist.WithTokens).Max(each => each.Check.Id.Length);

    public void Asking(Check check, int number, int total)
    {
        // written when it is answered
    }

    public void Answered(CheckResult result)
    {
        if (result.WasAsked)
            output.WriteLine($"{VerdictWords.For(result.Verdict),-11}  {result.Check.Id.PadRight(_idWidth)}  {result.Finding.Summary}");
    }

    public void Finish(CertificationResult result)
    {
        foreach (var check in VerdictWords.Worth(result))
        {
            output.WriteLine();
            output.WriteLine($"{VerdictWords.For(check.Verdict)}: {check.Check.Id}. {check.Check.Title}");
            foreach (var (label, text) in VerdictWords.Details(check))
                output.WriteLine($"  {label,-9}  {text}");
        }

        output.WriteLine();
        if (VerdictWords.NotAsked(result) is { } notAsked)
            output.WriteLine(notAsked);
        output.WriteLine($"{result.Receiver}: {VerdictWords.Sentence(result)}");
        output.WriteLine(VerdictWords.Traffic(result));
    }
}

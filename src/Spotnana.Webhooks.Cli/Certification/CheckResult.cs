namespace Spotnana.Webhooks.Cli.Certification;

internal sealed record CheckResult(string Group, Check Check, Finding Finding, TimeSpan Took)
{
    public Verdict Verdict => Finding.Verdict;

    public bool WasAsked => !ReferenceEquals(Finding, Finding.NotAsked);
}

using Spotnana.Webhooks.Cli.Certification.Checks;
using Spotnana.Webhooks.Cli.Certification.Findings;

namespace Spotnana.Webhooks.Cli.Certification.Reports;

internal sealed record CheckResult(string Group, Check Check, Finding Finding, TimeSpan Took)
{
    public Verdict Verdict => Finding.Verdict;

    public bool WasAsked => !ReferenceEquals(Finding, Finding.NotAsked);
}

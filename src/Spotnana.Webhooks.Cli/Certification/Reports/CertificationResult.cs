using Spotnana.Webhooks.Cli.Certification.Findings;

namespace Spotnana.Webhooks.Cli.Certification.Reports;

/// <summary>The verdict on a receiver.</summary>
/// <param name="Receiver">Its address, without what may be secret in it.</param>
/// <param name="StartedAt">By the clock of this machine.</param>
/// <param name="Took">The whole run.</param>
/// <param name="Run">What all ids of the run begin with.</param>
/// <param name="Sent">How many requests were made, well or badly signed.</param>
/// <param name="Accepted">How many of them were answered 2xx: the receiver may have stored them.</param>
/// <param name="Checks">The whole checklist, in its order.</param>
internal sealed record CertificationResult(
    string Receiver, DateTimeOffset StartedAt, TimeSpan Took, string Run, int Sent, int Accepted, IReadOnlyList<CheckResult> Checks)
{
    public bool IsCertified => Count(Verdict.Fail) == 0 && Accepted > 0;

    public int Count(Verdict verdict) => Checks.Count(check => check.Verdict == verdict);
}

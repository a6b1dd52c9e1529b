using Spotnana.Webhooks.Cli.Certification.Checks;
using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Certification.Reports;
using Spotnana.Webhooks.Cli.Certification.Sending;

namespace Spotnana.Webhooks.Cli.Certification;

/// <summary>Takes a receiver through the whole checklist, one check after the other.</summary>
internal sealed class CertifyRun(ReceiverUnderTest receiver, TimeProvider clock)
{
    public async Task<CertificationResult> RunAsync(ICertificationReport report, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetUtcNow();
        var start = clock.GetTimestamp();
        var results = new List<CheckResult>();
        var checks = receiver.Tokens is null ? Checklist.All : Checklist.WithTokens;
        foreach (var (group, check) in checks)
        {
            report.Asking(check, results.Count + 1, checks.Count);
            if (receiver is { Success: not null, Tokens: { } tokens })
                await tokens.RenewAsync(cancellationToken);
            var asked = clock.GetTimestamp();
            var finding = receiver.Success is not null || !check.NeedsAcceptance
                ? await check.AskAsync(receiver, cancellationToken)
                : Finding.NotAsked;
            cancellationToken.ThrowIfCancellationRequested(); // what Ctrl-C broke off is not a finding
            results.Add(new CheckResult(group, check, finding, clock.GetElapsedTime(asked)));
            report.Answered(results[^1]);
        }

        var result = new CertificationResult(
            receiver.Place, startedAt, clock.GetElapsedTime(start), receiver.Drafts.Run, receiver.Sent, receiver.Accepted, results);
        report.Finish(result);
        return result;
    }
}

using Spotnana.Webhooks.Cli.Certification.Findings;

namespace Spotnana.Webhooks.Cli.Certification.Reports;

/// <summary>The words that the reports share.</summary>
internal static class VerdictWords
{
    private const int MaxExchanges = 4;

    public static string For(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Fail => "FAIL",
        _ => "cannot tell",
    };

    public static string ForPrograms(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Fail => "fail",
        _ => "cannot-tell",
    };

    /// <summary>What is to be said of a check that did not pass: a label and a text each.</summary>
    public static IEnumerable<(string Label, string Text)> Details(CheckResult result)
    {
        yield return ("Spotnana", result.Check.Says);
        yield return ("source", result.Check.Source);
        foreach (var same in Odd(result.Finding).GroupBy(exchange => (exchange.Sent, exchange.Outcome, exchange.Because)).Take(MaxExchanges))
        {
            var exchange = same.First();
            yield return ("sent", exchange.DeliveryId is { } id ? $"{exchange.Sent} ({id})" : exchange.Sent);
            yield return ("came back", same.Count() == 1 ? exchange.CameBack : $"{exchange.CameBack} (and {same.Count() - 1} more like it)");
            if (exchange.Because is { } because && result.Finding.Because is null)
                yield return ("so", because);
        }

        if (result.Finding.Because is { } reason)
            yield return ("so", reason);
    }

    public static string Sentence(CertificationResult result)
    {
        var counts = $"{result.Checks.Count} checks: {result.Count(Verdict.Pass)} passed, {result.Count(Verdict.Fail)} failed, {result.Count(Verdict.CannotTell)} cannot tell.";
        return $"{(result.IsCertified ? "Certified" : "Not certified")}. {counts}";
    }

    public static string Traffic(CertificationResult result) => FormattableString.Invariant(
        $"{result.Sent} {(result.Sent == 1 ? "delivery" : "deliveries")} sent in {result.Took.TotalSeconds:0.0} s, {result.Accepted} of them accepted. Their ids begin with {result.Run}.");

    /// <summary>What did not pass although it was asked, failures first.</summary>
    public static IEnumerable<CheckResult> Worth(CertificationResult result) =>
        result.Checks.Where(check => check is { Verdict: not Verdict.Pass, WasAsked: true }).OrderByDescending(check => check.Verdict);

    public static string? NotAsked(CertificationResult result) => result.Checks.Count(check => !check.WasAsked) is > 0 and var count
        ? $"{count} checks were not made, because no delivery was accepted."
        : null;

    // Where all passed and only their sum did not, all of them tell why
    private static IEnumerable<Exchange> Odd(Finding finding) =>
        finding.Exchanges.Any(exchange => exchange.Verdict is not Verdict.Pass) ? finding.Exchanges.Where(exchange => exchange.Verdict is not Verdict.Pass) : finding.Exchanges;
}

using System.Globalization;
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

    /// <summary>The details of a check that did not pass: a label and a text each.</summary>
    public static IEnumerable<(string Label, string Text)> Details(CheckResult result)
    {
        yield return ("Spotnana", result.Check.Says);
        yield return ("source", result.Check.Source);
        var alike = Odd(result.Finding).GroupBy(exchange => (exchange.Sent, exchange.Outcome, exchange.Because));
        foreach (var same in alike.Take(MaxExchanges))
        {
            var exchange = same.First();
            yield return ("sent", exchange.DeliveryId is { } id ? $"{exchange.Sent} ({id})" : exchange.Sent);
            var more = same.Count() == 1 ? "" : $" (and {same.Count() - 1} more like it)";
            yield return ("came back", exchange.CameBack + more);
            if (exchange.Because is { } because && result.Finding.Because is null)
                yield return ("so", because);
        }

        if (result.Finding.Because is { } reason)
            yield return ("so", reason);
    }

    public static string Sentence(CertificationResult result)
    {
        var counts =
            $"{result.Checks.Count} checks: {result.Count(Verdict.Pass)} passed, {result.Count(Verdict.Fail)} failed, "
            + $"{result.Count(Verdict.CannotTell)} cannot tell.";
        return $"{(result.IsCertified ? "Certified" : "Not certified")}. {counts}";
    }

    public static string Traffic(CertificationResult result)
    {
        var sent = $"{result.Sent} {(result.Sent == 1 ? "delivery" : "deliveries")} sent";
        var seconds = result.Took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return $"{sent} in {seconds} s, {result.Accepted} of them accepted. Their ids begin with {result.Run}.";
    }

    /// <summary>The checks that were asked and did not pass, failures first.</summary>
    public static IEnumerable<CheckResult> Worth(CertificationResult result) =>
        result.Checks.Where(check => check is { Verdict: not Verdict.Pass, WasAsked: true }).OrderByDescending(check => check.Verdict);

    public static string? NotAsked(CertificationResult result) => result.Checks.Count(check => !check.WasAsked) is > 0 and var count
        ? $"{count} checks were not made, because no delivery was accepted."
        : null;

    // Where each passed and only all together did not, all of them are shown
    private static IEnumerable<Exchange> Odd(Finding finding) =>
        finding.Exchanges.Any(exchange => exchange.Verdict is not Verdict.Pass)
            ? finding.Exchanges.Where(exchange => exchange.Verdict is not Verdict.Pass)
            : finding.Exchanges;
}

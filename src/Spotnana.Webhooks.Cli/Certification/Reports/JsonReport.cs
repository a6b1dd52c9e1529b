using System.Text.Json;
using Spotnana.Webhooks.Cli.Certification.Checks;
using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Json;

namespace Spotnana.Webhooks.Cli.Certification.Reports;

/// <summary>One object at the end, and nothing before it.</summary>
internal sealed class JsonReport(TextWriter output) : ICertificationReport
{
    public void Asking(Check check, int number, int total)
    {
        // nothing but the object
    }

    public void Answered(CheckResult result)
    {
        // nothing but the object
    }

    public void Finish(CertificationResult result) => output.WriteLine(JsonSerializer.Serialize(
        new CertificationJson(
            result.Receiver,
            result.IsCertified,
            result.StartedAt,
            (long)result.Took.TotalMilliseconds,
            result.Run,
            result.Sent,
            result.Accepted,
            result.Count(Verdict.Pass),
            result.Count(Verdict.Fail),
            result.Count(Verdict.CannotTell),
            [.. result.Checks.Select(JsonOf)]),
        ToolJson.Lines.CertificationJson));

    private static CheckJson JsonOf(CheckResult result) => new(
        result.Check.Id,
        result.Group,
        result.Check.Title,
        result.Check.Says,
        result.Check.Source,
        VerdictWords.ForPrograms(result.Verdict),
        result.Finding.Summary,
        result.Finding.Because,
        (long)result.Took.TotalMilliseconds,
        [.. result.Finding.Exchanges.Select(exchange =>
            new ExchangeJson(
                exchange.Sent, exchange.DeliveryId, exchange.CameBack, VerdictWords.ForPrograms(exchange.Verdict), exchange.Because))]);
}

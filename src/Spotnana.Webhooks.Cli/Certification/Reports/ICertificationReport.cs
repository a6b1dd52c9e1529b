using Spotnana.Webhooks.Cli.Certification.Checks;

namespace Spotnana.Webhooks.Cli.Certification.Reports;

/// <summary>Reports on a run while it goes on, and at its end.</summary>
internal interface ICertificationReport
{
    void Asking(Check check, int number, int total);

    void Answered(CheckResult result);

    void Finish(CertificationResult result);
}

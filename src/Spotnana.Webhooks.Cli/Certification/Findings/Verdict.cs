namespace Spotnana.Webhooks.Cli.Certification.Findings;

/// <summary>A check's verdict on a receiver, from good to bad.</summary>
internal enum Verdict
{
    Pass,

    /// <summary>From outside it cannot be seen, or Spotnana does not say what is right.</summary>
    CannotTell,

    Fail,
}

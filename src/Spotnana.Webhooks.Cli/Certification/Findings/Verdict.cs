namespace Spotnana.Webhooks.Cli.Certification.Findings;

/// <summary>What a check says of a receiver, from good to bad.</summary>
internal enum Verdict
{
    Pass,

    /// <summary>From outside it cannot be seen, or Spotnana does not say what is right.</summary>
    CannotTell,

    Fail,
}

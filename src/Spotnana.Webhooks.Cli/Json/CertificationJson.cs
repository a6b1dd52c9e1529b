namespace Spotnana.Webhooks.Cli.Json;

/// <summary>The verdict of <c>certify</c> on a receiver. <c>Run</c> is what all ids of its deliveries begin with.</summary>
internal sealed record CertificationJson(
    string Receiver,
    bool Certified,
    DateTimeOffset StartedAt,
    long Milliseconds,
    string Run,
    int Sent,
    int Accepted,
    int Passed,
    int Failed,
    int CannotTell,
    IReadOnlyList<CheckJson> Checks);

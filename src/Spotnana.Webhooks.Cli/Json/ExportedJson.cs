namespace Spotnana.Webhooks.Cli.Json;

/// <summary>The outcome of <c>inbox export</c>.</summary>
internal sealed record ExportedJson(
    string File, string Inbox, long Deliveries, long Handlings, long Attempts, long Lanes, long Pauses, long BodyBytes, string Digest,
    long? Audit);

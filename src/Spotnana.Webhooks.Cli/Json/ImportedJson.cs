namespace Spotnana.Webhooks.Cli.Json;

/// <summary>
/// The outcome of <c>inbox import</c>. <c>Same</c>: whether the inbox, read back, holds what the file holds; missing where it holds more.
/// </summary>
internal sealed record ImportedJson(string File, string Inbox, long Deliveries, long Added, long AlreadyThere, string Digest, bool? Same,
    long Audit, long AuditLeftOut);

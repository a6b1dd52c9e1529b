namespace Spotnana.Webhooks.Cli.Json;

/// <summary>
/// One request of <c>send</c>. <c>Status</c> is the one in the answer's body; without an answer there is only <c>Error</c>.
/// </summary>
internal sealed record SentJson(string Name, string Id, int? HttpStatus, string? Status, long Milliseconds, string? Error);

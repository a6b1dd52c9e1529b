namespace Spotnana.Webhooks.Cli.Json;

/// <summary>The outcome of <c>inbox rekey</c>.</summary>
internal sealed record RekeyedJson(string? KeyId, long Bodies, long Errors, long HashKeys, long MissingKey, long Damaged, string? Error);

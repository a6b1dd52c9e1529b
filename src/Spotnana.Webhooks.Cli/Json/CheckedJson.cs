namespace Spotnana.Webhooks.Cli.Json;

/// <summary>The outcome of <c>inbox check</c>.</summary>
internal sealed record CheckedJson(
    string File, bool Ok, long SchemaVersion, long Deliveries, long Bodies, long BodiesWithoutKey, long ProblemCount,
    IReadOnlyList<string> Problems);

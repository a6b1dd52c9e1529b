namespace Spotnana.Webhooks.Cli.Json;

internal sealed record SignedJson(
    string Name, string Id, string Timestamp, string Signature, IReadOnlyDictionary<string, string> Headers, string? Curl);

namespace Spotnana.Webhooks.Cli.Json;

internal sealed record ErasureRequestJson(string? Traveler, string? Subject, string? Subscription);

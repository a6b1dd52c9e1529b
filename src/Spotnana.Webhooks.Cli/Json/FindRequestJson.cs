namespace Spotnana.Webhooks.Cli.Json;

internal sealed record FindRequestJson(string Key, int Limit, string? Cursor);

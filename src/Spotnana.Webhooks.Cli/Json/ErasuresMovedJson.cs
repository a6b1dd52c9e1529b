namespace Spotnana.Webhooks.Cli.Json;

internal sealed record ErasuresMovedJson(string File, string Inbox, int Erasures);

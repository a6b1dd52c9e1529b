namespace Spotnana.Webhooks.Cli.Json;

internal sealed record SampleJson(string Name, string EventType, string Operation, int Bytes, string Summary);

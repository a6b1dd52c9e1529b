namespace Spotnana.Webhooks.Cli.Json;

/// <summary>What a check sent and what came back, in words.</summary>
internal sealed record ExchangeJson(string Sent, string? Id, string CameBack, string Verdict, string? Because);

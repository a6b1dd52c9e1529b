namespace Spotnana.Webhooks.Cli.Json;

/// <summary>A request of a check and its answer, in words.</summary>
internal sealed record ExchangeJson(string Sent, string? Id, string CameBack, string Verdict, string? Because);

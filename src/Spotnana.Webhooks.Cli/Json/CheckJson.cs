namespace Spotnana.Webhooks.Cli.Json;

/// <summary>One check of <c>certify</c>. <c>Verdict</c> is <c>pass</c>, <c>fail</c> or <c>cannot-tell</c>.</summary>
internal sealed record CheckJson(
    string Id,
    string Group,
    string Title,
    string Says,
    string Source,
    string Verdict,
    string Summary,
    string? Because,
    long Milliseconds,
    IReadOnlyList<ExchangeJson> Exchanges);

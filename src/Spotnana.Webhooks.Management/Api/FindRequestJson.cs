namespace Spotnana.Webhooks.Management.Api;

/// <summary>What a caller looks for.</summary>
internal sealed record FindRequestJson(string? Key, int? Limit, string? Cursor);

namespace Spotnana.Webhooks.Management.Api;

/// <summary>The result of trying a handler now.</summary>
/// <param name="Name">The handler's name.</param>
/// <param name="Due">Handlings that waited for their next attempt and are due now.</param>
internal sealed record TryJson(string Name, long Due);

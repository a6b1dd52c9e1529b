namespace Spotnana.Webhooks.Management.Api;

/// <summary>A subscription.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="LastAuthenticAt">When its last authentic delivery came, to any replica; null before the first.</param>
internal sealed record SubscriptionJson(string Name, DateTime? LastAuthenticAt);

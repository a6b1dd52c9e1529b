namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>A setting was read and is not as it was before.</summary>
/// <param name="Subscription">Whose setting.</param>
/// <param name="Key">The setting's key.</param>
/// <param name="Count">How many values of it are in use.</param>
/// <param name="Errors">What is wrong with it, so that what it held before stays in use. Empty: it is good and in use.</param>
internal sealed record CredentialNews(SubscriptionCredentials Subscription, string Key, int Count, IReadOnlyList<string> Errors);

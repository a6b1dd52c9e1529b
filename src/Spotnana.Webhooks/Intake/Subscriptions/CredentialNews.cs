using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>Something to tell about a setting of a subscription.</summary>
/// <param name="Subscription">Whose setting it is.</param>
/// <param name="Setting">The news of it.</param>
internal sealed record CredentialNews(SubscriptionCredentials Subscription, SecretNews Setting);

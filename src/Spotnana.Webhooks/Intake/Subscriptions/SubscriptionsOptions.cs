using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>The section <c>Subscriptions</c>, by name.</summary>
public sealed class SubscriptionsOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Subscriptions";

    /// <summary>The subscriptions by name. A name is kept with each delivery: ids are unique within it.</summary>
    public Dictionary<string, SubscriptionOptions> Subscriptions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.MapOf(SubscriptionOptions.Shape);
}

using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>One entry of the section <c>Routes</c>: a handler that forwards what its filter lets through.</summary>
internal sealed class RouteOptions
{
    public IList<string> Subscriptions { get; } = [];

    public IList<string> EventTypes { get; } = [];

    public IList<string> Operations { get; } = [];

    public IList<string> Organizations { get; } = [];

    public ForwardOptions Forward { get; set; } = new();

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Subscriptions), SettingsShape.TextList),
        (nameof(EventTypes), SettingsShape.TextList),
        (nameof(Operations), SettingsShape.TextList),
        (nameof(Organizations), SettingsShape.TextList),
        (nameof(Forward), ForwardOptions.Shape));
}

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>One entry of the section <c>Routes</c>: a handler that forwards what its filter lets through.</summary>
internal sealed class RouteOptions
{
    public IList<string> Subscriptions { get; } = [];

    public IList<string> EventTypes { get; } = [];

    public IList<string> Operations { get; } = [];

    public IList<string> Organizations { get; } = [];

    public ForwardOptions Forward { get; set; } = new();
}

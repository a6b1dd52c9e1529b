namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>One route, read and found good.</summary>
/// <param name="Name">The name of its handler.</param>
/// <param name="Options">Its section.</param>
/// <param name="Credentials">What its requests go out with.</param>
internal sealed record ForwardRoute(string Name, RouteOptions Options, ForwardCredentials Credentials);

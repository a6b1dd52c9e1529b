namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>One route, read and found good.</summary>
/// <param name="Name">The name of its handler.</param>
/// <param name="Options">Its section.</param>
/// <param name="Credentials">The secret that its requests are signed with, and its own headers.</param>
internal sealed record ForwardRoute(string Name, RouteOptions Options, ForwardCredentials Credentials);

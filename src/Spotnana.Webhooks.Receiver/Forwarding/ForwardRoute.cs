namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>A route whose settings were read and found valid.</summary>
/// <param name="Name">The name of its handler.</param>
/// <param name="Options">Its section of the settings.</param>
/// <param name="Credentials">The secret that its requests are signed with, and its own headers.</param>
internal sealed record ForwardRoute(string Name, RouteOptions Options, ForwardCredentials Credentials);

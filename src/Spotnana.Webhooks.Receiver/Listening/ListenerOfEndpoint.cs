namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>The only listener that an endpoint exists on. Without it an endpoint exists on all.</summary>
internal sealed record ListenerOfEndpoint(string Name);

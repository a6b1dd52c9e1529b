namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>The one listener on which an endpoint exists. An endpoint without this metadata exists on all.</summary>
internal sealed record ListenerOfEndpoint(string Name);

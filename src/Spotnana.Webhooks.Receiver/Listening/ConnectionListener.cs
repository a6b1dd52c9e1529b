namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>The listener that a connection came in by: a feature of the connection.</summary>
internal sealed record ConnectionListener(string Name);

namespace Spotnana.Webhooks.Inbox.Transfer;

/// <summary>A paused handler, which gets no leases.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="PausedAt">When it was paused.</param>
public sealed record HandlerPause(string Handler, DateTimeOffset PausedAt);

namespace Spotnana.Webhooks.Inbox.Transfer;

/// <summary>A handler that gets no work.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="PausedAt">Since when.</param>
public sealed record HandlerPause(string Handler, DateTimeOffset PausedAt);

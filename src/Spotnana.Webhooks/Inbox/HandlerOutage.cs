namespace Spotnana.Webhooks.Inbox;

/// <summary>A handler that cannot work at present, since what it needs cannot be reached. One delivery at a time is tried.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Since">Since when.</param>
/// <param name="LastError">Why the last try failed, without payload values.</param>
/// <param name="NextTryAt">When the next delivery is tried. In the past while a try is running, or nothing waits.</param>
public sealed record HandlerOutage(string Handler, DateTimeOffset Since, string LastError, DateTimeOffset NextTryAt);

namespace Spotnana.Webhooks.Management.Api;

/// <summary>A handler and what waits for it.</summary>
/// <param name="Name">The name by which the inbox remembers it.</param>
/// <param name="Configured">False: this service has no such handler any more, so that what waits for it is not run here.</param>
/// <param name="Paused">Whether it is given no more deliveries.</param>
/// <param name="PausedAt">When it was paused.</param>
/// <param name="Pending">Deliveries that wait for it, those being handled included.</param>
/// <param name="Dead">Its dead letters, without those that were discarded.</param>
/// <param name="Discarded">Dead letters that somebody gave up on purpose.</param>
/// <param name="OldestPendingSeconds">For how long the oldest of them has been waiting.</param>
/// <param name="UnavailableSince">Since when what it needs cannot be reached.</param>
/// <param name="LastError">Why not, at the last try.</param>
/// <param name="NextTryAt">When one delivery is tried again. In the past while that is running, or where nothing waits.</param>
internal sealed record HandlerJson(
    string Name, bool Configured, bool Paused, DateTime? PausedAt, long Pending, long Dead, long Discarded, double? OldestPendingSeconds,
    DateTime? UnavailableSince, string? LastError, DateTime? NextTryAt);

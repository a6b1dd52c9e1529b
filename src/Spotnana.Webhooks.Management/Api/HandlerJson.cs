namespace Spotnana.Webhooks.Management.Api;

/// <summary>A handler and what waits for it.</summary>
/// <param name="Name">The name by which the inbox remembers it.</param>
/// <param name="Configured">False: this service has no such handler any more, so that what waits for it is not run here.</param>
/// <param name="Paused">Whether it is given no more deliveries.</param>
/// <param name="PausedAt">When it was paused.</param>
/// <param name="Pending">Deliveries that wait for it, those being handled included.</param>
/// <param name="Dead">Its dead letters.</param>
/// <param name="OldestPendingSeconds">For how long the oldest of them has been waiting.</param>
internal sealed record HandlerJson(
    string Name, bool Configured, bool Paused, DateTime? PausedAt, long Pending, long Dead, double? OldestPendingSeconds);

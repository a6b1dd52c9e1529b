namespace Spotnana.Webhooks.Receiver.Management.Api;

/// <summary>A handler and what waits for it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Configured">False: this service has no such handler any more; what waits for it runs nowhere here.</param>
/// <param name="Paused">Whether it is given nothing.</param>
/// <param name="PausedAt">Since when.</param>
/// <param name="Pending">Deliveries that wait for it, those being handled included.</param>
/// <param name="Dead">Its dead letters.</param>
/// <param name="OldestPendingSeconds">How long the oldest pending one waits.</param>
internal sealed record HandlerJson(string Name, bool Configured, bool Paused, DateTime? PausedAt, long Pending, long Dead, double? OldestPendingSeconds);

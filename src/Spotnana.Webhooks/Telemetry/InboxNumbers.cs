namespace Spotnana.Webhooks.Telemetry;

/// <summary>The backlog and the dead letters of the inbox, as last counted.</summary>
internal sealed record InboxNumbers(
    IReadOnlyList<InboxNumbers.Backlog> Waiting, IReadOnlyList<InboxNumbers.Parked> Dead, IReadOnlyList<InboxNumbers.Parked> Discarded,
    IReadOnlyList<InboxNumbers.Parked> Quarantined, IReadOnlyList<InboxNumbers.Parked> Unreadable)
{
    /// <param name="Handler">The handler that the deliveries wait for.</param>
    /// <param name="Count">How many deliveries wait, those being handled included.</param>
    /// <param name="Since">When the oldest of them began to wait; null when none waits.</param>
    public readonly record struct Backlog(string Handler, long Count, DateTimeOffset? Since);

    /// <param name="Handler">The handler that failed to take the deliveries; empty for quarantined and unreadable ones.</param>
    /// <param name="Reason">Why they are parked.</param>
    /// <param name="Count">How many are parked for that reason.</param>
    public readonly record struct Parked(string Handler, string Reason, long Count);
}

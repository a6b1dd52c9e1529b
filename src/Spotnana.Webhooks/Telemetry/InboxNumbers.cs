namespace Spotnana.Webhooks.Telemetry;

/// <summary>What waits and what is parked, as of a moment ago.</summary>
internal sealed record InboxNumbers(
    IReadOnlyList<InboxNumbers.Backlog> Waiting, IReadOnlyList<InboxNumbers.Parked> Dead, IReadOnlyList<InboxNumbers.Parked> Quarantined)
{
    /// <param name="Handler">The handler that they wait for.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Since">Since when the oldest waits; null when none does.</param>
    public readonly record struct Backlog(string Handler, long Count, DateTimeOffset? Since);

    /// <param name="Handler">The handler that did not take them; empty for what is quarantined.</param>
    /// <param name="Reason">Why they are parked.</param>
    /// <param name="Count">How many.</param>
    public readonly record struct Parked(string Handler, string Reason, long Count);
}

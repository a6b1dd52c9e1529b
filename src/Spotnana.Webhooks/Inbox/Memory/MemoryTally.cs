namespace Spotnana.Webhooks.Inbox.Memory;

/// <summary>The counts of <see cref="MemoryInbox"/>, updated with every change, so that reading them is always cheap.</summary>
internal sealed class MemoryTally
{
    private readonly Dictionary<string, SortedSet<(DateTimeOffset Since, long Sequence)>> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<DeadReason, long>> _dead = new(StringComparer.Ordinal);
    private readonly Dictionary<DeadReason, long> _quarantined = [];

    public void Waits(MemoryHandling handling)
    {
        if (!_pending.TryGetValue(handling.Handler, out var pending))
        {
            _pending.Add(handling.Handler, pending = []);
            _dead.Add(handling.Handler, []);
        }

        pending.Add((handling.WaitingSince, handling.Delivery.Sequence));
    }

    public void Ended(MemoryHandling handling)
    {
        _pending[handling.Handler].Remove((handling.WaitingSince, handling.Delivery.Sequence));
        if (handling.Reason is { } reason)
            Count(_dead[handling.Handler], reason);
    }

    /// <summary>A dead letter of the handler was put back or removed.</summary>
    public void Returned(string handler, DeadReason reason) => Count(_dead[handler], reason, -1);

    /// <summary>A dead letter of the handler was given up.</summary>
    public void Discarded(string handler) => Count(_dead[handler], DeadReason.Discarded);

    public void Quarantined(DeadReason reason) => Count(_quarantined, reason);

    /// <summary>A delivery left quarantine. One that was discarded has left it already.</summary>
    public void Unquarantined(DeadReason reason)
    {
        if (reason != DeadReason.Discarded)
            Count(_quarantined, reason, -1);
    }

    public InboxStats Read() => new(
        [.. _pending.Select(pending => new HandlerStats(
            pending.Key, pending.Value.Count, pending.Value.Count > 0 ? pending.Value.Min.Since : null,
            new Dictionary<DeadReason, long>(_dead[pending.Key])))],
        new Dictionary<DeadReason, long>(_quarantined));

    private static void Count(Dictionary<DeadReason, long> counts, DeadReason reason, int change = 1) =>
        counts[reason] = counts.GetValueOrDefault(reason) + change;
}

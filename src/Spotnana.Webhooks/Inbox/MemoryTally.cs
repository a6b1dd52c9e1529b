namespace Spotnana.Webhooks.Inbox;

/// <summary>The counts of <see cref="MemoryInbox"/>, kept with every change so that reading them does not grow with the inbox.</summary>
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

    public void Quarantined(DeadReason reason) => Count(_quarantined, reason);

    public InboxStats Read() => new(
        [.. _pending.Select(pending => new HandlerStats(pending.Key, pending.Value.Count, pending.Value.Count > 0 ? pending.Value.Min.Since : null, new Dictionary<DeadReason, long>(_dead[pending.Key])))],
        new Dictionary<DeadReason, long>(_quarantined));

    private static void Count(Dictionary<DeadReason, long> counts, DeadReason reason) => counts[reason] = counts.GetValueOrDefault(reason) + 1;
}

namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox
{
    private AppendOutcome Append(InboxEntry entry)
    {
        var delivery = entry.Delivery;
        if (!_copies.TryGetValue((delivery.Subscription, delivery.Id), out var copies))
            _copies.Add((delivery.Subscription, delivery.Id), copies = []);

        var same = copies.FindIndex(copy => copy.Delivery.Sha256.Span.SequenceEqual(delivery.Sha256.Span));
        if (same >= 0)
        {
            copies[same].NoteSent(delivery.SentAt);
            return copies[same].Copy == 0 ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
        }

        var quarantine = copies.Count > 0 ? DeadReason.Conflict : entry.Quarantine;
        var isSkipped = quarantine is null && entry.Skipped;
        var stored = new MemoryDelivery(++_lastSequence, isSkipped ? delivery with { Body = default } : delivery, quarantine, isSkipped)
        {
            Copy = copies.Count == 0 ? 0 : copies[^1].Copy + 1,
            Bytes = delivery.Body.Length,
        };
        copies.Add(stored);
        _deliveries.Add(stored);
        if (quarantine is { } reason)
            _tally.Quarantined(reason);
        else if (!isSkipped)
            AddHandlings(stored, entry.Handlers, entry.ReorderWindow);
        NoteState(stored);
        return copies.Count > 1 ? AppendOutcome.Conflict : AppendOutcome.Stored;
    }

    private void AddHandlings(MemoryDelivery delivery, IReadOnlyList<string> handlers, TimeSpan reorderWindow)
    {
        var now = time.GetUtcNow();
        foreach (var handler in handlers.Distinct(StringComparer.Ordinal))
        {
            var lane = _lanes.FindOrAdd(handler, delivery.Delivery.Subscription, delivery.Delivery.Subject);
            var handling = new MemoryHandling(delivery, handler) { Lane = lane, WaitingSince = now, DueAt = now };
            delivery.Handlings.Add(handling);
            _tally.Waits(handling);
            if (lane.Pending.Count == 0)
                _idle.Add(lane);
            if (reorderWindow > TimeSpan.Zero && !lane.IsWaiting)
                lane.HeldUntil = now + reorderWindow;
            lane.Pending.Add(handling);
            Refresh(lane);
        }
    }
}

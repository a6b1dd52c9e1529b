using System.Runtime.InteropServices;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>
/// Keeps the numbers that nobody should have to count rows for: how many handlings wait and are parked, how many deliveries are in each
/// state, and by how much the order of their receipt was ever off. Whoever adds, changes or removes such a row says so here.
/// </summary>
/// <remarks>
/// The changes gather in memory, and what they come to is written right before their commit, in the same transaction: a few rows, however
/// many deliveries share it. So the numbers are exact after a crash, too.
/// </remarks>
internal sealed class Tallies(SqliteSession session)
{
    // The state under which delivery_tally has the dead deliveries that were given up on purpose.
    private const int GivenUp = -1;

    // In place of a handler: deliveries in quarantine have none.
    private const string Quarantine = "";

    private readonly List<Change> _changes = [];
    private readonly Dictionary<Tally, long> _sums = [];
    private readonly HashSet<Tally> _written = [];
    private Mark _committed;
    private long? _latest;
    private long _disorder;
    private Statement? _addHandlings;
    private Statement? _addDeliveries;
    private Statement? _setDisorder;

    /// <summary>Where the open transaction stands.</summary>
    public Mark Now => new(_changes.Count, _latest, _disorder);

    /// <summary>To be called once, before anything is received.</summary>
    public void Load()
    {
        _latest = session.Prepare("SELECT max(received_at) FROM delivery").ReadInteger();
        _disorder = session.ReadInteger("SELECT value FROM meta WHERE key = 'received_disorder'");
        _committed = Now;
    }

    public void AddHandling(string handler, HandlingState state, DeadReason? reason = null) => Handling(handler, state, reason, by: 1);

    public void RemoveHandling(string handler, HandlingState state, DeadReason? reason = null) => Handling(handler, state, reason, by: -1);

    public void AddDelivery(DeliveryState state, DeadReason? reason = null) => Delivery(state, reason, by: 1);

    public void RemoveDelivery(DeliveryState state, DeadReason? reason = null) => Delivery(state, reason, by: -1);

    /// <summary>To be called for each delivery that is added, in the order of their numbers.</summary>
    public void Received(DateTimeOffset at)
    {
        var received = UnixTime.ToMicroseconds(at);
        if (_latest is { } latest && latest > received)
            _disorder = Math.Max(_disorder, latest - received);
        else
            _latest = received;
    }

    /// <summary>To be called right before a commit.</summary>
    public void Write()
    {
        foreach (var change in _changes)
            CollectionsMarshal.GetValueRefOrAddDefault(_sums, change.Tally, out _) += change.By;
        foreach (var (tally, sum) in _sums)
        {
            // A handler is known by its row, be there nothing to count any more.
            if (_written.Add(tally) || sum != 0)
                Write(tally, sum);
        }

        _sums.Clear();
        if (_disorder > _committed.Disorder)
            (_setDisorder ??= session.Prepare("UPDATE meta SET value = $value WHERE key = 'received_disorder'")).Run(("$value", _disorder));
    }

    /// <summary>To be called after a commit.</summary>
    public void Committed()
    {
        _changes.Clear();
        _committed = Now;
    }

    /// <summary>To be called when all that came after a mark was taken back.</summary>
    public void ReturnTo(Mark mark)
    {
        _changes.RemoveRange(mark.Changes, _changes.Count - mark.Changes);
        (_latest, _disorder) = (mark.Latest, mark.Disorder);
    }

    /// <summary>To be called when the whole transaction was taken back.</summary>
    public void TakeBack()
    {
        ReturnTo(_committed);
        _sums.Clear();
        _written.Clear();
    }

    private void Handling(string handler, HandlingState state, DeadReason? reason, int by)
    {
        if (state != HandlingState.Completed)
            _changes.Add(new Change(new Tally(handler, (int?)reason ?? 0), by));
    }

    private void Delivery(DeliveryState state, DeadReason? reason, int by)
    {
        _changes.Add(new Change(new Tally(Handler: null, (int)state), by));
        if (state != DeliveryState.Dead)
            return;
        if (reason == DeadReason.Discarded)
            _changes.Add(new Change(new Tally(Handler: null, GivenUp), by));
        if (reason is DeadReason.Unreadable or DeadReason.Conflict)
            _changes.Add(new Change(new Tally(Quarantine, (int)reason), by));
    }

    private void Write(Tally tally, long sum)
    {
        if (tally.Handler is { } handler)
            (_addHandlings ??= session.Prepare(
                """
                INSERT INTO tally (handler, reason, count) VALUES ($handler, $reason, $sum)
                ON CONFLICT DO UPDATE SET count = count + $sum
                """)).Run(("$handler", handler), ("$reason", tally.Number), ("$sum", sum));
        else
            (_addDeliveries ??= session.Prepare(
                "INSERT INTO delivery_tally (state, count) VALUES ($state, $sum) ON CONFLICT DO UPDATE SET count = count + $sum"))
                .Run(("$state", tally.Number), ("$sum", sum));
    }

    /// <summary>A place in an open transaction.</summary>
    internal readonly record struct Mark(int Changes, long? Latest, long Disorder);

    // A row of the table tally, or, without a handler, of delivery_tally.
    private readonly record struct Tally(string? Handler, int Number);

    private readonly record struct Change(Tally Tally, int By);
}

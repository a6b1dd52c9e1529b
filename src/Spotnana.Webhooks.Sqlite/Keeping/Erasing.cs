using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Upkeep;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>Erases deliveries, and remembers what is to be erased.</summary>
internal sealed class Erasing(SqliteSession session, Pruning pruning)
{
    internal const string EraseSql =
        """
        UPDATE delivery SET organization_id = NULL, subject = NULL, trace_id = NULL, span_id = NULL
        WHERE seq = $delivery
            AND (organization_id IS NOT NULL OR subject IS NOT NULL OR trace_id IS NOT NULL OR span_id IS NOT NULL)
        """;

    private readonly Statement _move = session.Prepare(
        "UPDATE erasure_place SET tail = $tail, sweep_at = $sweep_at, sweep_to = $sweep_to");
    private readonly Statement _change = session.Prepare("UPDATE erasure_place SET version = version + 1");
    private readonly Statement _add = session.Prepare(ErasureRow.AddSql);
    private readonly Statement _find = session.Prepare("SELECT state, subscription, subject FROM delivery WHERE seq = $delivery");
    private readonly Statement _note = session.Prepare(
        """
        INSERT INTO erasing (delivery, erasure, found_at, is_sure) VALUES ($delivery, $erasure, $now, $is_sure)
        ON CONFLICT DO UPDATE SET is_sure = max(is_sure, excluded.is_sure)
        """);
    private readonly Statement _drop = session.Prepare("DELETE FROM erasing WHERE delivery = $delivery AND erasure = $erasure");
    private readonly Statement _dropAll = session.Prepare("DELETE FROM erasing WHERE delivery = $delivery");
    private readonly Statement _removePayload = session.Prepare("DELETE FROM payload WHERE seq = $delivery");
    private readonly Statement _erase = session.Prepare(EraseSql);
    private readonly Statement _removeErrors = session.Prepare(
        "UPDATE attempt SET error = NULL WHERE delivery = $delivery AND error IS NOT NULL");
    private readonly Statement _removeKeys = session.Prepare("DELETE FROM delivery_key WHERE delivery = $delivery AND is_id = 0");
    private readonly Statement _count = session.Prepare(
        "UPDATE erasure SET scanned = scanned + $scanned, erased = erased + $erased WHERE id = $id");
    private readonly Statement _progress = session.Prepare("UPDATE erasure SET swept = $swept WHERE id = $id");
    private readonly Statement _complete = session.Prepare(
        "UPDATE erasure SET completed_at = $now WHERE id = $id AND completed_at IS NULL");
    private readonly Statement _forgetHashes = session.Prepare(
        "UPDATE erasure SET hash = NULL WHERE at <= $before AND hash IS NOT NULL AND completed_at IS NOT NULL");
    private readonly Statement _forget = session.Prepare(
        "DELETE FROM erasure WHERE at <= $before AND hash IS NULL");
    private readonly Statement _dropOrphans = session.Prepare(
        """
        DELETE FROM erasing
        WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE seq = erasing.delivery) OR NOT EXISTS (SELECT 1 FROM erasure WHERE id = erasing.erasure)
        """);

    /// <summary>The last removal of the log that was an erasure. The first one is what the process before may have left.</summary>
    public long LastRemoval { get; private set; } = 1;

    public bool Add(Erasure erasure) => ErasureRow.Add(_add, erasure) > 0 && _change.Run() > 0;

    public bool Run(ErasureStep step, DateTimeOffset now)
    {
        foreach (var erasure in step.New)
            ErasureRow.Add(_add, erasure);
        foreach (var hits in step.Hits.GroupBy(static hit => hit.Sequence))
            Found(hits.Key, [.. hits], now);
        foreach (var miss in step.Misses)
            _drop.Run(("$delivery", miss.Sequence), ("$erasure", miss.Erasure));
        foreach (var (erasure, scanned) in step.Scanned)
            _count.Run(("$id", erasure), ("$scanned", scanned), ("$erased", 0));
        foreach (var (erasure, progress) in step.Progress)
            _progress.Run(("$id", erasure), ("$swept", (long)progress));
        foreach (var erasure in step.Completed)
            _complete.Run(("$id", erasure), ("$now", now));
        if (step.ChangesErasures)
            _change.Run();
        _move.Run(("$tail", step.Place.Tail), ("$sweep_at", step.Place.SweepAt), ("$sweep_to", step.Place.SweepTo));
        return true;
    }

    public int Forget(DateTimeOffset hashesBefore, DateTimeOffset erasuresBefore) =>
        _change.Run() + _dropOrphans.Run() + _forgetHashes.Run(("$before", hashesBefore)) + _forget.Run(("$before", erasuresBefore));

    private void Found(long sequence, List<ErasureHit> hits, DateTimeOffset now)
    {
        if (_find.ReadAll(Target.Read, ("$delivery", sequence)) is not [var target])
        {
            _dropAll.Run(("$delivery", sequence)); // it was kept long enough
            return;
        }

        if (target.State == DeliveryState.Pending || !hits.Exists(static hit => hit.IsSure))
        {
            foreach (var hit in hits)
                Note(hit, now);
            return;
        }

        if (Erase(sequence, target))
        {
            foreach (var hit in hits.Where(static hit => hit.IsSure))
                _count.Run(("$id", hit.Erasure), ("$scanned", 0), ("$erased", 1));
        }

        _dropAll.Run(("$delivery", sequence)); // nothing is left for others
    }

    private void Note(ErasureHit hit, DateTimeOffset now) => _note.Run(
        ("$delivery", hit.Sequence), ("$erasure", hit.Erasure), ("$now", now), ("$is_sure", hit.IsSure ? 1 : 0));

    /// <returns>Whether there was anything to erase.</returns>
    private bool Erase(long sequence, Target target)
    {
        var changes = _removePayload.Run(("$delivery", sequence)) + _erase.Run(("$delivery", sequence))
            + _removeErrors.Run(("$delivery", sequence)) + _removeKeys.Run(("$delivery", sequence));
        if (target.Subject is { } subject)
            pruning.RemoveIdleLanes(target.Subscription, subject);
        if (changes == 0)
            return false;

        session.Log.BodiesRemoved(); // what else was removed can be read in the log, too
        LastRemoval = session.Log.Removals;
        return true;
    }

    private readonly record struct Target(DeliveryState State, string Subscription, string? Subject)
    {
        public static Target Read(Statement.Rows row) => new((DeliveryState)row.Integer(0), row.Text(1), row.TextOrNull(2));
    }
}

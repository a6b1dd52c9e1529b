using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.PostgreSql.Upkeep;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

/// <summary>Erases deliveries, and remembers what is to be erased. One replica at a time does it.</summary>
internal sealed partial class Erasing(InboxClock clock, long holder)
{
    public async Task<ErasurePlace?> TakeAsync(NpgsqlConnection connection, TimeSpan duration, CancellationToken cancellationToken)
    {
        var places = await connection.ReadAsync(
            row => new ErasurePlace(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            new(ErasureSql.Take, clock.Value, Values.Of((long?)holder), Values.Of((TimeSpan?)duration)), cancellationToken)
            .ConfigureAwait(false);
        return places is [var place] ? place : null;
    }

    /// <returns>False: another replica has taken the work.</returns>
    public async Task<bool> RunAsync(NpgsqlConnection connection, ErasureStep step, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (!await LockAsync(connection).ConfigureAwait(false))
            return false;

        if (step.New.Count > 0)
            await connection.RunAsync(CancellationToken.None, step.New.Select(ErasureRow.Add)).ConfigureAwait(false);
        if (step.Hits.Count > 0)
            await FoundAsync(connection, step.Hits).ConfigureAwait(false);
        await connection.RunAsync(CancellationToken.None, Rest(step)).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> LockAsync(NpgsqlConnection connection) =>
        (await connection.ReadAsync(_ => true, new(ErasureSql.Lock, Values.Of((long?)holder)), CancellationToken.None)
            .ConfigureAwait(false)).Count > 0;

    private IEnumerable<Step> Rest(ErasureStep step)
    {
        if (step.Misses.Count > 0)
            yield return new Step(
                ErasureSql.Drop,
                Values.Of([.. step.Misses.Select(miss => miss.Sequence)]),
                Values.Of([.. step.Misses.Select(miss => miss.Erasure)]));
        if (step.Scanned.Count > 0)
            yield return Count([.. step.Scanned.Select(one => (one.Key, (long)one.Value, 0L))]);
        if (step.Progress.Count > 0)
            yield return new Step(
                ErasureSql.Progress, Values.Of([.. step.Progress.Keys]), Values.Of([.. step.Progress.Values.Select(one => (short)one)]));
        if (step.Completed.Count > 0)
            yield return new Step(ErasureSql.Complete, clock.Value, Values.Of([.. step.Completed]));
        if (step.ChangesErasures)
            yield return new Step(ErasureSql.Change);
        yield return new Step(
            ErasureSql.Move, Values.Of((long?)step.Place.Tail), Values.Of((long?)step.Place.SweepAt), Values.Of((long?)step.Place.SweepTo));
    }

    private async Task FoundAsync(NpgsqlConnection connection, IReadOnlyList<ErasureHit> hits)
    {
        long[] sequences = [.. hits.Select(hit => hit.Sequence).Distinct().Order()];
        var before = await TargetsAsync(connection, sequences).ConfigureAwait(false);
        var subjects = before.Values.Where(target => target.Subject is not null)
            .Select(target => (target.Subscription, Subject: target.Subject!)).Distinct().ToList();
        var lanes = await connection.ReadAsync(
            row => row.GetInt64(0),
            new(
                ErasureSql.LockLanes,
                Values.Of([.. subjects.Select(key => key.Subscription)]),
                Values.Of([.. subjects.Select(key => key.Subject)])),
            CancellationToken.None).ConfigureAwait(false);
        await connection.RunAsync(CancellationToken.None, Deliveries.Lock(sequences)).ConfigureAwait(false);

        var targets = await TargetsAsync(connection, sequences).ConfigureAwait(false);
        var sure = hits.Where(hit => hit.IsSure && targets.TryGetValue(hit.Sequence, out var target) && target.IsSettled).ToList();
        long[] settled = [.. sure.Select(hit => hit.Sequence).Distinct()];
        var erased = await EraseAsync(connection, settled, [.. lanes]).ConfigureAwait(false);
        long[] gone = [.. settled, .. sequences.Where(sequence => !targets.ContainsKey(sequence))];
        List<ErasureHit> waiting = [.. hits.Where(hit => !gone.Contains(hit.Sequence)).DistinctBy(hit => (hit.Sequence, hit.Erasure))];
        await connection.RunAsync(
            CancellationToken.None,
            new(ErasureSql.DropAll, Values.Of(gone)),
            new(
                ErasureSql.Note,
                clock.Value,
                Values.Of([.. waiting.Select(hit => hit.Sequence)]),
                Values.Of([.. waiting.Select(hit => hit.Erasure)]),
                Values.Of([.. waiting.Select(hit => hit.IsSure)])),
            Count([.. sure.Where(hit => erased.Contains(hit.Sequence)).Select(hit => (hit.Erasure, 0L, 1L))])).ConfigureAwait(false);
    }

    /// <returns>Those of which there was anything to erase.</returns>
    private static async Task<HashSet<long>> EraseAsync(NpgsqlConnection connection, long[] settled, long[] lanes)
    {
        var erased = new HashSet<long>();
        await connection.RunAsync(
            CancellationToken.None,
            Erasing(ErasureSql.RemovePayloads),
            Erasing(ErasureSql.Erase),
            Erasing(ErasureSql.RemoveErrors),
            Erasing(KeySql.Erase),
            new Step(PruneSql.RemoveLanes, Values.Of(lanes))).ConfigureAwait(false);
        return erased;

        Step Erasing(string sql) => new(sql, Values.Of(settled)) { Row = row => erased.Add(row.GetInt64(0)) };
    }

    private static Step Count(IReadOnlyList<(string Erasure, long Scanned, long Erased)> news) => new(
        ErasureSql.Count,
        Values.Of([.. news.Select(one => one.Erasure)]),
        Values.Of([.. news.Select(one => one.Scanned)]),
        Values.Of([.. news.Select(one => one.Erased)]));

    private static async Task<Dictionary<long, Target>> TargetsAsync(NpgsqlConnection connection, long[] sequences) =>
        (await connection.ReadAsync(
            row => (
                Sequence: row.GetInt64(0),
                Target: new Target(row.GetInt16(1) != (short)DeliveryState.Pending, row.GetString(2), row.TextOrNull(3))),
            new(ErasureSql.Targets, Values.Of(sequences)), CancellationToken.None).ConfigureAwait(false))
        .ToDictionary(one => one.Sequence, one => one.Target);

    private readonly record struct Target(bool IsSettled, string Subscription, string? Subject);
}

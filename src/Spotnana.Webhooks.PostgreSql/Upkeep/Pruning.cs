using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;

namespace Spotnana.Webhooks.PostgreSql.Upkeep;

/// <summary>Removes what was kept long enough, in the order in which it was settled. One replica at a time does it.</summary>
internal sealed class Pruning(InboxClock clock)
{
    // The most bytes of bodies that one transaction removes: large ones make small batches.
    private const long MostBytes = 16 << 20;

    public async Task<PruneOutcome> RunAsync(
        NpgsqlConnection connection, Retention retention, int count, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var places = await connection.ReadAsync(PrunedPlaces.Read, new(PruneSql.Lock), cancellationToken).ConfigureAwait(false);
        if (places is not [var place])
            return default; // another replica is at it

        // Whole deliveries first: their bodies need not be looked for.
        var forgotten = await RemoveForgottenAsync(connection, retention.Ids, count).ConfigureAwait(false);
        var payloads = await RemoveBodiesAsync(connection, areDead: false, place.Payloads, retention.Payloads, count).ConfigureAwait(false);
        var dead = await RemoveBodiesAsync(
            connection, areDead: true, place.DeadLetters, retention.DeadLetters, count).ConfigureAwait(false);
        var moved = new PrunedPlaces(payloads.Place, dead.Place);
        if (moved != place)
            await connection.RunAsync(CancellationToken.None, MovePlaces(moved)).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return new PruneOutcome(
            payloads.Removed + dead.Removed, forgotten.Removed, forgotten.AreMore || payloads.AreMore || dead.AreMore);
    }

    private async Task<(int Removed, bool AreMore)> RemoveForgottenAsync(NpgsqlConnection connection, TimeSpan kept, int count)
    {
        var choose = new Step(PruneSql.Forgotten, clock.Value, Values.Of(kept), Values.Of(count));
        var found = await connection.ReadAsync(PruneCandidate.Read, choose, CancellationToken.None).ConfigureAwait(false);
        var (chosen, areMore) = Batch(found, count);
        if (chosen.Count == 0)
            return (0, areMore);

        long[] sequences = [.. chosen.Select(one => one.Sequence)];
        var removed = new List<PrunedDelivery>();
        await connection.RunAsync(
            CancellationToken.None,
            Deliveries.Lock(sequences),
            new(PruneSql.RemoveDeliveries, clock.Value, Values.Of(kept), Values.Of(sequences))
            {
                Row = row => removed.Add(PrunedDelivery.Read(row)),
            }).ConfigureAwait(false);
        sequences = [.. removed.Select(one => one.Sequence)];
        await connection.RunAsync(
            CancellationToken.None,
            new(PruneSql.RemovePayloads, Values.Of(sequences)),
            new(PruneSql.RemoveHandlings, Values.Of(sequences)),
            new(PruneSql.RemoveAttempts, Values.Of(sequences))).ConfigureAwait(false);
        var subjects = removed.Where(one => one.Subject is not null).Select(one => (one.Subscription, one.Subject!)).Distinct();
        await RemoveLanesAsync(connection, [.. subjects]).ConfigureAwait(false);
        return (removed.Count, areMore);
    }

    /// <summary>Removes the lanes of those subjects that no delivery is about any more.</summary>
    private static async Task RemoveLanesAsync(NpgsqlConnection connection, List<(string Subscription, string Subject)> subjects)
    {
        var choose = new Step(
            PruneSql.LockLanes,
            Values.Of([.. subjects.Select(key => key.Subscription)]),
            Values.Of([.. subjects.Select(key => key.Subject)]));
        var lanes = await connection.ReadAsync(row => row.GetInt64(0), choose, CancellationToken.None).ConfigureAwait(false);
        if (lanes.Count > 0)
            await connection.RunAsync(CancellationToken.None, new Step(PruneSql.RemoveLanes, Values.Of([.. lanes]))).ConfigureAwait(false);
    }

    private async Task<(int Removed, bool AreMore, PrunedPlace Place)> RemoveBodiesAsync(
        NpgsqlConnection connection, bool areDead, PrunedPlace place, TimeSpan kept, int count)
    {
        var choose = new Step(
            PruneSql.Settled, clock.Value, Values.Of(kept), Values.Of(count), Values.Of(place.SettledAt), Values.Of(place.Sequence));
        var found = await connection.ReadAsync(PruneCandidate.Read, choose, CancellationToken.None).ConfigureAwait(false);
        var (settled, areMore) = Batch(found, count);
        if (settled.Count == 0)
            return (0, areMore, place);

        long[] sequences = [.. settled.Where(one => one.IsDead == areDead).Select(one => one.Sequence)];
        var changed = await connection.RunAsync(
            CancellationToken.None,
            Deliveries.Lock(sequences),
            new(PruneSql.RemoveBodies, clock.Value, Values.Of(kept), Values.Of(sequences))).ConfigureAwait(false);
        return (changed[1], areMore, new PrunedPlace(settled[^1].SettledAt, settled[^1].Sequence));
    }

    private static Step MovePlaces(PrunedPlaces places) => new(
        PruneSql.MovePlaces,
        Values.Of(places.Payloads.SettledAt),
        Values.Of(places.Payloads.Sequence),
        Values.Of(places.DeadLetters.SettledAt),
        Values.Of(places.DeadLetters.Sequence));

    /// <summary>The first of the candidates, up to <see cref="MostBytes"/>, but at least one.</summary>
    private static (List<PruneCandidate> Chosen, bool AreMore) Batch(List<PruneCandidate> found, int count)
    {
        var bytes = 0L;
        var chosen = found.TakeWhile(one => (bytes += one.Bytes) - one.Bytes < MostBytes).ToList();
        return (chosen, found.Count == count || chosen.Count < found.Count);
    }
}

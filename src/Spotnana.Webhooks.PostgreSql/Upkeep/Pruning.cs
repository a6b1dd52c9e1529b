using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Upkeep;

/// <summary>Removes what was kept long enough, in the order in which it was settled. One replica at a time does.</summary>
internal sealed class Pruning(InboxClock clock)
{
    // How much of bodies one transaction removes at most: large ones make small batches.
    private const long MostBytes = 16 << 20;

    public async Task<PruneOutcome> RunAsync(NpgsqlConnection connection, Retention retention, int count, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var places = await connection.ReadAsync(
            row => (Payloads: new Place(row.Time(0), row.GetInt64(1)), DeadLetters: new Place(row.Time(2), row.GetInt64(3))), new(PruneSql.Lock), cancellationToken).ConfigureAwait(false);
        if (places is not [var place])
            return default; // another replica is at it

        // Whole deliveries first: their bodies need not be looked for.
        var forgotten = await RemoveForgottenAsync(connection, retention.Ids, count).ConfigureAwait(false);
        var payloads = await RemoveBodiesAsync(connection, areDead: false, place.Payloads, retention.Payloads, count).ConfigureAwait(false);
        var deadLetters = await RemoveBodiesAsync(connection, areDead: true, place.DeadLetters, retention.DeadLetters, count).ConfigureAwait(false);
        if ((payloads.Place, deadLetters.Place) != place)
            await connection.RunAsync(CancellationToken.None, MovePlaces(payloads.Place, deadLetters.Place)).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return new PruneOutcome(payloads.Removed + deadLetters.Removed, forgotten.Removed, forgotten.AreMore || payloads.AreMore || deadLetters.AreMore);
    }

    private async Task<(int Removed, bool AreMore)> RemoveForgottenAsync(NpgsqlConnection connection, TimeSpan kept, int count)
    {
        var (chosen, areMore) = Batch(
            await connection.ReadAsync(Candidate.Read, new(PruneSql.Forgotten, clock.Value, Values.Of(kept), Values.Of(count)), CancellationToken.None).ConfigureAwait(false), count);
        if (chosen.Count == 0)
            return (0, areMore);

        long[] sequences = [.. chosen.Select(one => one.Sequence)];
        var removed = new List<(long Sequence, string Subscription, string? Subject)>();
        await connection.RunAsync(
            CancellationToken.None,
            new(PruneSql.LockDeliveries, Values.Of(sequences)) { Row = _ => { } },
            new(PruneSql.RemoveDeliveries, clock.Value, Values.Of(kept), Values.Of(sequences))
            {
                Row = row => removed.Add((row.GetInt64(0), row.GetString(1), row.TextOrNull(2))),
            }).ConfigureAwait(false);
        sequences = [.. removed.Select(one => one.Sequence)];
        await connection.RunAsync(
            CancellationToken.None,
            new(PruneSql.RemovePayloads, Values.Of(sequences)),
            new(PruneSql.RemoveHandlings, Values.Of(sequences)),
            new(PruneSql.RemoveAttempts, Values.Of(sequences))).ConfigureAwait(false);
        await RemoveLanesAsync(connection, [.. removed.Where(one => one.Subject is not null).Select(one => (one.Subscription, one.Subject!)).Distinct()]).ConfigureAwait(false);
        return (removed.Count, areMore);
    }

    /// <summary>With the last delivery about a subject its lanes go.</summary>
    private static async Task RemoveLanesAsync(NpgsqlConnection connection, List<(string Subscription, string Subject)> subjects)
    {
        var lanes = await connection.ReadAsync(
            row => row.GetInt64(0),
            new(PruneSql.LockLanes, Values.Of([.. subjects.Select(key => key.Subscription)]), Values.Of([.. subjects.Select(key => key.Subject)])),
            CancellationToken.None).ConfigureAwait(false);
        if (lanes.Count > 0)
            await connection.RunAsync(CancellationToken.None, new Step(PruneSql.RemoveLanes, Values.Of([.. lanes]))).ConfigureAwait(false);
    }

    private async Task<(int Removed, bool AreMore, Place Place)> RemoveBodiesAsync(NpgsqlConnection connection, bool areDead, Place place, TimeSpan kept, int count)
    {
        var (settled, areMore) = Batch(
            await connection.ReadAsync(
                Candidate.Read,
                new(PruneSql.Settled, clock.Value, Values.Of(kept), Values.Of(count), Values.Of(place.SettledAt), Values.Of(place.Sequence)),
                CancellationToken.None).ConfigureAwait(false),
            count);
        if (settled.Count == 0)
            return (0, areMore, place);

        long[] sequences = [.. settled.Where(one => one.IsDead == areDead).Select(one => one.Sequence)];
        var changed = await connection.RunAsync(
            CancellationToken.None,
            new(PruneSql.LockDeliveries, Values.Of(sequences)) { Row = _ => { } },
            new(PruneSql.RemoveBodies, clock.Value, Values.Of(kept), Values.Of(sequences))).ConfigureAwait(false);
        return (changed[1], areMore, new Place(settled[^1].SettledAt, settled[^1].Sequence));
    }

    private static Step MovePlaces(Place payloads, Place deadLetters) => new(
        PruneSql.MovePlaces, Values.Of(payloads.SettledAt), Values.Of(payloads.Sequence), Values.Of(deadLetters.SettledAt), Values.Of(deadLetters.Sequence));

    /// <summary>As many as are a batch, at least one.</summary>
    private static (List<Candidate> Chosen, bool AreMore) Batch(List<Candidate> found, int count)
    {
        var bytes = 0L;
        var chosen = found.TakeWhile(one => (bytes += one.Bytes) - one.Bytes < MostBytes).ToList();
        return (chosen, found.Count == count || chosen.Count < found.Count);
    }

    private readonly record struct Place(DateTimeOffset SettledAt, long Sequence);

    private sealed record Candidate(long Sequence, DateTimeOffset SettledAt, int Bytes, bool IsDead)
    {
        public static Candidate Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.Time(1), row.GetInt32(2), row.GetBoolean(3));
    }
}

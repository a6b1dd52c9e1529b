using Npgsql;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.PostgreSql.Upkeep;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>Stores what another inbox had, while no replica runs.</summary>
internal sealed class Importing(InboxClock clock)
{
    // As many ids as the sequence goes on by.
    private const int LanesOfADraw = AppendBatch.MostHandlings;

    /// <returns>How many were added.</returns>
    public async Task<int> DeliveriesAsync(NpgsqlConnection connection, IReadOnlyList<DeliveryRecord> records)
    {
        await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        var copies = new ImportCopies();
        var start = (LastSequence: 0L, LastStored: default(DateTimeOffset?), Now: default(DateTimeOffset));
        await connection.RunAsync(
            CancellationToken.None,
            new(PruneSql.StartOver), // locks, as pruning does, before it locks anything else
            new(ImportSql.Lock),
            new(ImportSql.Start, clock.Value) { Row = row => start = (row.GetInt64(0), row.TimeOrNull(1), row.Time(2)) },
            new(ImportSql.Copies, Values.Of([.. records.Select(record => record.Delivery.Subscription)]), Values.Of([.. records.Select(record => record.Delivery.Id)]))
            {
                Row = row => copies.Add(row.GetString(0), row.GetString(1), row.GetInt32(2), row.Bytes(3)),
            }).ConfigureAwait(false);
        var batch = new ImportBatch(records, copies, start.LastSequence, start.LastStored, start.Now);
        if (batch.Count == 0)
            return 0;

        var lanes = await FindOrAddLanesAsync(connection, [.. batch.Lanes]).ConfigureAwait(false);
        await connection.RunAsync(CancellationToken.None, [.. batch.Steps(key => lanes[key]), Lanes.Refresh(lanes.Values)]).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return batch.Count;
    }

    public static async Task<int> RememberAsync(NpgsqlConnection connection, IReadOnlyList<LaneMark> marks)
    {
        await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await connection.RunAsync(CancellationToken.None, new Step(ImportSql.Lock)).ConfigureAwait(false);
        var keys = marks.Select(mark => (mark.Handler, mark.Subscription, (string?)mark.Subject, default((long, string)?))).ToList();
        var lanes = await FindOrAddLanesAsync(connection, keys).ConfigureAwait(false);
        await connection.RunAsync(
            CancellationToken.None,
            new(
                ImportSql.Remember,
                Values.Of([.. keys.Select(key => lanes[key])]),
                Values.Of([.. marks.Select(mark => mark.LastVersion)]),
                Values.Of([.. marks.Select(mark => mark.LastOccurredAt)]),
                Values.Of([.. marks.Select(mark => mark.HeldUntil)])),
            Lanes.Refresh(lanes.Values)).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return marks.Count;
    }

    public static Task<int[]> PauseAsync(NpgsqlConnection connection, IReadOnlyList<HandlerPause> pauses) => connection.RunAsync(
        CancellationToken.None,
        new Step(ImportSql.Pause, Values.Of([.. pauses.Select(pause => pause.Handler)]), Values.Of([.. pauses.Select(pause => pause.PausedAt)])));

    private static async Task<Dictionary<(string, string, string?, (long, string)?), long>> FindOrAddLanesAsync(
        NpgsqlConnection connection, List<(string Handler, string Subscription, string? Subject, (long, string)? Own)> keys)
    {
        var known = new Dictionary<(string, string, string?, (long, string)?), long>();
        var ids = new List<long>();
        await connection.RunAsync(
            CancellationToken.None,
            new(
                ImportSql.Lanes,
                Values.Of([.. keys.Select(key => key.Handler)]), Values.Of([.. keys.Select(key => key.Subscription)]), Values.Of([.. keys.Select(key => key.Subject)]))
            {
                Row = row => known.Add((row.GetString(1), row.GetString(2), row.GetString(3), null), row.GetInt64(0)),
            },
            new(ImportSql.DrawLaneIds, Values.Of((keys.Count / LanesOfADraw) + 1)) { Row = row => ids.Add(row.GetInt64(0)) }).ConfigureAwait(false);
        var added = keys.FindAll(key => !known.ContainsKey(key));
        for (var i = 0; i < added.Count; i++)
            known.Add(added[i], ids[i / LanesOfADraw] + (i % LanesOfADraw));
        await connection.RunAsync(
            CancellationToken.None,
            new Step(
                ImportSql.AddLanes,
                Values.Of([.. added.Select(key => known[key])]),
                Values.Of([.. added.Select(key => key.Handler)]),
                Values.Of([.. added.Select(key => key.Subscription)]),
                Values.Of([.. added.Select(key => key.Subject)]))).ConfigureAwait(false);
        return known;
    }
}

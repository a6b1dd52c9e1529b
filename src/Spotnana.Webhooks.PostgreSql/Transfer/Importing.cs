using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.PostgreSql.Upkeep;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>Stores what another inbox exported, while no replica runs.</summary>
internal sealed class Importing(InboxClock clock, BodyCodec bodies)
{
    // The increment of the sequence lane_id.
    private const int LanesOfADraw = AppendBatch.MostHandlings;

    /// <returns>How many were added.</returns>
    public async Task<int> DeliveriesAsync(NpgsqlConnection connection, IReadOnlyList<DeliveryRecord> records)
    {
        await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        var (copies, start) = (new ImportCopies(), default(ImportStart));
        var (subscriptions, ids) = (records.Select(record => record.Delivery.Subscription), records.Select(record => record.Delivery.Id));
        await connection.RunAsync(
            CancellationToken.None,
            new(PruneSql.StartOver), // locks, as pruning does, before it locks anything else
            new(ImportSql.Lock),
            new(ImportSql.Start, clock.Value) { Row = row => start = ImportStart.Read(row) },
            new(ImportSql.Copies, Values.Of([.. subscriptions]), Values.Of([.. ids])) { Row = copies.Read }).ConfigureAwait(false);
        var batch = new ImportBatch(records, copies, start);
        if (batch.Count == 0)
            return 0;

        var lanes = await FindOrAddLanesAsync(connection, [.. batch.Lanes]).ConfigureAwait(false);
        await connection.RunAsync(
            CancellationToken.None, [.. batch.Steps(lanes, bodies), Lanes.Refresh(lanes.Values)]).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return batch.Count;
    }

    public static async Task<int> RememberAsync(NpgsqlConnection connection, IReadOnlyList<LaneMark> marks)
    {
        await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await connection.RunAsync(CancellationToken.None, new Step(ImportSql.Lock)).ConfigureAwait(false);
        var keys = marks.Select(mark => new LaneKey(mark.Handler, mark.Subscription, mark.Subject)).ToList();
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
        new Step(
            ImportSql.Pause,
            Values.Of([.. pauses.Select(pause => pause.Handler)]),
            Values.Of([.. pauses.Select(pause => pause.PausedAt)])));

    /// <returns>The ids of the lanes.</returns>
    private static async Task<Dictionary<LaneKey, long>> FindOrAddLanesAsync(NpgsqlConnection connection, List<LaneKey> keys)
    {
        var (known, ids) = (new Dictionary<LaneKey, long>(), new List<long>());
        await connection.RunAsync(
            CancellationToken.None,
            new(
                ImportSql.Lanes,
                Values.Of([.. keys.Select(key => key.Handler)]),
                Values.Of([.. keys.Select(key => key.Subscription)]),
                Values.Of([.. keys.Select(key => key.Subject)]))
            {
                Row = row => known.Add(LaneKey.Read(row), row.GetInt64(LaneKey.Width)),
            },
            new(ImportSql.DrawLaneIds, Values.Of((keys.Count / LanesOfADraw) + 1))
            {
                Row = row => ids.Add(row.GetInt64(0)),
            }).ConfigureAwait(false);
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

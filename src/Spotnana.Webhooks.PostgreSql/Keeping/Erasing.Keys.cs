using Npgsql;
using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

internal sealed partial class Erasing
{
    private const long Unread = 0;

    /// <summary>Writes what deliveries are found by, in the same turn as erasures.</summary>
    /// <returns>False: another replica has taken the work.</returns>
    public async Task<bool> WriteKeysAsync(NpgsqlConnection connection, KeyStep step, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (!await LockAsync(connection).ConfigureAwait(false))
            return false;

        // Those that were kept long enough meanwhile are not there any more.
        var there = (await connection.ReadAsync(
            row => row.GetInt64(0),
            new(KeySql.LockDeliveries, Values.Of([.. step.Deliveries.Select(delivery => delivery.Sequence)])), CancellationToken.None)
            .ConfigureAwait(false)).ToHashSet();
        var deliveries = step.Deliveries.Where(delivery => there.Contains(delivery.Sequence)).ToList();
        List<(long Key, long Delivery, bool IsId)> rows = [.. deliveries.SelectMany(Rows)];
        long[] readable = [.. deliveries.Where(delivery => delivery.IsReadable).Select(delivery => delivery.Sequence)];
        await connection.RunAsync(CancellationToken.None, Steps()).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return true;

        IEnumerable<Step> Steps()
        {
            yield return new Step(KeySql.RemoveUnread, Values.Of(readable));
            yield return new Step(
                KeySql.Add,
                Values.Of([.. rows.Select(row => row.Key)]),
                Values.Of([.. rows.Select(row => row.Delivery)]),
                Values.Of([.. rows.Select(row => row.IsId)]));
            if (step.Place is { } place)
                yield return new Step(KeySql.Move, Values.Of((long?)place));
        }
    }

    private static IEnumerable<(long Key, long Delivery, bool IsId)> Rows(KeyedDelivery delivery)
    {
        if (delivery.Id is { } id)
            yield return (id, delivery.Sequence, true);
        foreach (var key in delivery.Keys)
            yield return (key, delivery.Sequence, false);
        if (!delivery.IsReadable)
            yield return (Unread, delivery.Sequence, false);
    }
}

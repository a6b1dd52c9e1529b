using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Gives back leases that nobody works on, attempts and all.</summary>
internal static class Returning
{
    internal const string FindSql =
        $"""
        SELECT lane.id, lane.token FROM unnest($1, $2, $3, $4) AS asked (handler, subscription, id, mark)
        CROSS JOIN LATERAL (
            SELECT seq FROM delivery WHERE delivery.subscription = asked.subscription AND delivery.id = asked.id AND copy = 0 LIMIT 1) AS delivery
        CROSS JOIN LATERAL (
            SELECT id, token FROM lane
            WHERE lane.leased = delivery.seq AND lane.handler = asked.handler AND {Tokens.MarkSql} = asked.mark LIMIT 1) AS lane
        """;

    internal const string GiveAttemptsBackSql =
        $"""
        WITH held AS MATERIALIZED ({HeldSql})
        UPDATE handling SET attempts = attempts - 1 FROM held
        WHERE handling.delivery = held.leased AND handling.handler = held.handler AND handling.delivery = ANY (ARRAY(SELECT leased FROM held))
        """;

    internal const string FreeSql =
        $"""
        UPDATE lane SET leased = NULL, leased_at = NULL, due_at = {Lanes.HeadDueSql}
        WHERE id = ANY (ARRAY(SELECT held.id FROM ({HeldSql}) AS held))
        """;

    private const string HeldSql =
        """
        SELECT lane.* FROM unnest($1, $2) AS given (lane, token)
        CROSS JOIN LATERAL (
            SELECT id, handler, leased FROM lane
            WHERE lane.id = given.lane AND lane.token = given.token AND lane.leased IS NOT NULL LIMIT 1) AS lane
        """;

    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="leases">Leases that may have been given. Those that were not are left out.</param>
    public static async Task<bool> RunAsync(NpgsqlConnection connection, IReadOnlyList<DoubtfulLease> leases)
    {
        var held = leases.Where(lease => lease.Lane is not null).Select(lease => (Lane: lease.Lane!.Value, lease.Token)).ToList();
        var ofDeliveries = leases.Where(lease => lease.Lane is null).ToList();
        if (ofDeliveries.Count > 0)
        {
            held.AddRange(await connection.ReadAsync(
                row => (row.GetInt64(0), row.GetInt64(1)),
                new(
                    FindSql, Values.Of([.. ofDeliveries.Select(lease => lease.Handler)]),
                    Values.Of([.. ofDeliveries.Select(lease => lease.Subscription)]),
                    Values.Of([.. ofDeliveries.Select(lease => lease.DeliveryId)]),
                    Values.Of([.. ofDeliveries.Select(lease => lease.Token)])),
                CancellationToken.None).ConfigureAwait(false));
        }

        if (held.Count == 0)
            return false;

        long[] lanes = [.. held.Select(lease => lease.Lane)];
        long[] tokens = [.. held.Select(lease => lease.Token)];
        var counts = await connection.RunAsync(
            CancellationToken.None,
            new(Lanes.LockSql, Values.Of(lanes)) { Row = _ => { } },
            new(GiveAttemptsBackSql, Values.Of(lanes), Values.Of(tokens)),
            new(FreeSql, Values.Of(lanes), Values.Of(tokens))).ConfigureAwait(false);
        return counts[2] > 0;
    }
}

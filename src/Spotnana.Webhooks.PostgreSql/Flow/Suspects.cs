using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Sees to it that no two suspects are leased at a time, by any replica: see <see cref="Lease.IsSuspect"/>.</summary>
internal sealed class Suspects
{
    // "Spot" and "susp": of two replicas that lease suspects, one waits for the other's commit, and looks in a later statement.
    private const string LockSql = "SELECT pg_advisory_xact_lock(x'53706F7473757370'::bigint)";

    // The hour is Lease.LongestSuspicion: a handler that no replica has any more must not hold up all other suspects for ever.
    internal const string LeasedElsewhereSql =
        $"""
        SELECT 1 FROM lane
        CROSS JOIN LATERAL (
            SELECT lost FROM handling WHERE handling.delivery = lane.leased AND handling.handler = lane.handler LIMIT 1) AS held
        WHERE lane.leased IS NOT NULL AND held.lost > 0 AND lane.id <> ALL($2) AND lane.due_at + interval '1 hour' > {InboxClock.Sql}
        LIMIT 1
        """;

    private const string LeasedHereSql =
        """
        SELECT lane.id FROM lane JOIN handling ON handling.delivery = lane.leased AND handling.handler = lane.handler
        WHERE lane.id = ANY($1) AND handling.lost > 0
        """;

    private readonly HashSet<long> _leased = [];

    private Suspects()
    {
    }

    /// <summary>Asks the database only where there is a suspect among the heads: there hardly ever is.</summary>
    public static async Task<Suspects> LookAsync(
        NpgsqlConnection connection, InboxClock clock, IReadOnlyList<DueLane> due, Dictionary<long, LaneHead> heads)
    {
        var suspects = new Suspects();
        if (!due.Any(lane => heads.TryGetValue(lane.Id, out var head) && head.LostAttempts(lane) > 0))
            return suspects;

        const long Elsewhere = -1;
        long[] lanes = [.. due.Select(lane => lane.Id)];
        await connection.RunAsync(
            CancellationToken.None,
            new(LockSql) { Row = _ => { } },
            new(LeasedElsewhereSql, clock.Value, Values.Of(lanes)) { Row = _ => suspects._leased.Add(Elsewhere) },
            new(LeasedHereSql, Values.Of(lanes)) { Row = row => suspects._leased.Add(row.GetInt64(0)) }).ConfigureAwait(false);
        return suspects;
    }

    /// <summary>Takes note that the lease that a lane may have had has run out.</summary>
    public void Ends(DueLane lane) => _leased.Remove(lane.Id);

    /// <summary>False for a suspect while another one is leased.</summary>
    public bool MayLease(Lease lease) => !lease.IsSuspect || (_leased.Count == 0 && _leased.Add(lease.Lane));
}

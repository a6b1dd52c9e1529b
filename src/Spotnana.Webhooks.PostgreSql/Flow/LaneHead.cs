using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>The head of a lane, with its delivery.</summary>
/// <param name="Lane">The id of the lane.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="WaitingSince">Since when it waits, by the database's clock.</param>
/// <param name="Attempts">Its attempts so far.</param>
/// <param name="Lost">How many of the last ones nobody ended.</param>
/// <param name="Delivery">The delivery.</param>
/// <param name="Sequence">The number of the delivery.</param>
/// <param name="Damage">What is wrong with its body, which is then left out. Null: nothing.</param>
internal sealed record LaneHead(
    long Lane, DateTimeOffset DueAt, DateTimeOffset WaitingSince, int Attempts, int Lost, Delivery Delivery, long Sequence, string? Damage)
{
    /// <summary>The failure of its last attempts.</summary>
    public FailureStreak? Streak { get; private init; }

    /// <summary>To be run later than the statement that locks the lanes: one statement would see the new lock with an old head.</summary>
    public const string Sql =
        $"""
        SELECT {Columns}
        FROM unnest($1) AS due (lane)
        CROSS JOIN LATERAL (
            SELECT handling.delivery, handling.due_at, handling.received_at, handling.attempts, handling.lost,
                handling.same_failure, handling.same_failures, handling.same_since
            FROM handling
            WHERE handling.lane = due.lane AND handling.state = 0
            ORDER BY handling.occurred_at, handling.delivery LIMIT 1) AS head
        CROSS JOIN LATERAL (SELECT * FROM delivery WHERE delivery.seq = head.delivery LIMIT 1) AS delivery
        LEFT JOIN LATERAL (SELECT * FROM payload WHERE payload.seq = head.delivery LIMIT 1) AS payload ON true
        """;

    private const string Columns =
        $"{DeliveryRow.Columns}, due.lane, head.due_at, head.received_at, head.attempts, head.lost, "
        + $"{PayloadRow.Columns}, head.same_failure, head.same_failures, head.same_since";

    /// <summary>How many of its last attempts nobody ended, counting that of a lease of the lane that has run out.</summary>
    public int LostAttempts(DueLane lane) => Lost + (lane.Leased == Sequence ? 1 : 0);

    public static LaneHead Read(NpgsqlDataReader row)
    {
        const int Own = DeliveryRow.Width, Streaks = Own + 5 + PayloadRow.Width;
        var summary = DeliveryRow.Read(row);
        var (body, damage) = ReadBody(row, Own + 5, summary.Bytes);
        return new LaneHead(
            row.GetInt64(Own), row.Time(Own + 1), row.Time(Own + 2), row.GetInt32(Own + 3), row.GetInt32(Own + 4),
            summary.ToDelivery(DeliveryRow.ReadSha256(row), body), summary.Sequence, damage)
        {
            Streak = FailureStreak.Stored(
                row.TextOrNull(Streaks), row.IsDBNull(Streaks + 1) ? null : row.GetInt32(Streaks + 1), row.TimeOrNull(Streaks + 2),
                attempts: row.GetInt32(Own + 3)),
        };
    }

    // A body that cannot be read must not keep its neighbours from being leased.
    private static (byte[]? Body, string? Damage) ReadBody(NpgsqlDataReader row, int column, int length)
    {
        try
        {
            return PayloadRow.Read(row, length, column) is { } body ? (body, null) : (null, "It is gone.");
        }
        catch (InvalidDataException failure)
        {
            return (null, failure.Message);
        }
    }
}

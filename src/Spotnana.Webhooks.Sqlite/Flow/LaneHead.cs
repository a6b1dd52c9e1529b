using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Reads;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>The head of a lane, with its delivery.</summary>
/// <param name="DueAt">The time before which it is not leased.</param>
/// <param name="WaitingSince">Its storing, or its last redrive.</param>
/// <param name="Attempts">How many attempts were begun so far.</param>
/// <param name="Lost">How many of the last attempts, in a row, nobody ended.</param>
/// <param name="Streak">The failure of its last attempts.</param>
/// <param name="Sequence">The number of the delivery.</param>
/// <param name="Delivery">The delivery, with its body.</param>
/// <param name="Damage">What is wrong with its body, which is then left out. Null: nothing.</param>
internal readonly record struct LaneHead(
    DateTimeOffset DueAt, DateTimeOffset WaitingSince, int Attempts, int Lost, FailureStreak? Streak, long Sequence,
    Delivery Delivery, BodyDamage? Damage)
{
    // CROSS JOIN holds SQLite to this order: the head first, then what belongs to it.
    public const string Sql =
        $"""
        SELECT {DeliveryRow.Columns}, handling.due_at, handling.received_at, handling.attempts, handling.lost,
            handling.same_failure, handling.same_failures, handling.same_since, {PayloadRow.Columns}
        FROM handling
        CROSS JOIN delivery ON delivery.seq = handling.delivery
        LEFT JOIN payload ON payload.seq = handling.delivery
        WHERE handling.lane = $lane AND handling.state = 0
        ORDER BY handling.occurred_at, handling.delivery LIMIT 1
        """;

    public static LaneHead Read(Statement.Rows row, BodyCodec codec)
    {
        const int Own = DeliveryRow.Width;
        var summary = DeliveryRow.Read(row);
        var (body, damage) = PayloadRow.TryRead(row, Own + 7, summary, codec);
        var delivery = summary.ToDelivery(DeliveryRow.ReadSha256(row), body);
        var attempts = (int)row.Integer(Own + 2);
        var streak = FailureStreak.Stored(row.TextOrNull(Own + 4), (int?)row.IntegerOrNull(Own + 5), row.TimeOrNull(Own + 6), attempts);
        return new LaneHead(
            row.Time(Own), row.Time(Own + 1), attempts, (int)row.Integer(Own + 3), streak, summary.Sequence, delivery, damage);
    }
}

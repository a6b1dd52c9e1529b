using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
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
    long Lane, DateTimeOffset DueAt, DateTimeOffset WaitingSince, int Attempts, int Lost, Delivery Delivery, long Sequence,
    BodyDamage? Damage)
{
    /// <summary>The failure of its last attempts.</summary>
    public FailureStreak? Streak { get; private init; }

    /// <summary>False: its body was left out, as the ones before it have as many bytes as one answer may have.</summary>
    public bool Fits { get; private init; }

    /// <summary>The most bytes of bodies that one answer has, unless the first alone has more: what is beyond it stays due.</summary>
    public const string MostBytes = "8388608";

    /// <summary>To be run later than the statement that locks the lanes: one statement would see the new lock with an old head.</summary>
    public const string Sql = $"{Start} unnest($1) {End}";

    /// <summary>The same for the lanes that <see cref="Leasing.DueLanesSql"/> has locked before in the transaction.</summary>
    public const string OfDueSql = $"{Start} unnest(nullif(current_setting('{Leasing.LockedSetting}', true), '')::bigint[]) {End}";

    /// <summary>
    /// Of rows named delivery, which have the columns of the table and lane, due_at, waiting_since, attempts, lost, those of its streak,
    /// and fits.
    /// </summary>
    public const string Columns =
        $"{DeliveryRow.Columns}, delivery.lane, delivery.due_at, delivery.waiting_since, delivery.attempts, delivery.lost, "
        + $"{PayloadRow.Columns}, delivery.same_failure, delivery.same_failures, delivery.same_since, delivery.fits";

    /// <summary>The number of columns.</summary>
    public const int Width = DeliveryRow.Width + 5 + PayloadRow.Width + 4;

    private const string Start =
        $"""
        SELECT {Columns}
        FROM (
            SELECT stored.*, due.lane, head.due_at, head.waiting_since, head.attempts, head.lost,
                head.same_failure, head.same_failures, head.same_since,
                sum(stored.bytes) OVER (ORDER BY due.place ROWS UNBOUNDED PRECEDING) <= greatest({MostBytes}, stored.bytes) AS fits
            FROM
        """;

    private const string End =
        """
        WITH ORDINALITY AS due (lane, place)
            CROSS JOIN LATERAL (
                SELECT handling.delivery, handling.due_at, handling.received_at AS waiting_since, handling.attempts, handling.lost,
                    handling.same_failure, handling.same_failures, handling.same_since
                FROM handling
                WHERE handling.lane = due.lane AND handling.state = 0
                ORDER BY handling.occurred_at, handling.delivery LIMIT 1) AS head
            CROSS JOIN LATERAL (SELECT * FROM delivery WHERE delivery.seq = head.delivery LIMIT 1) AS stored) AS delivery
        LEFT JOIN LATERAL (
            SELECT codec, key_id, body FROM payload WHERE payload.seq = delivery.seq AND delivery.fits LIMIT 1) AS payload ON true
        """;

    /// <summary>How many of its last attempts nobody ended, counting that of a lease of the lane that has run out.</summary>
    public int LostAttempts(DueLane lane) => Lost + (lane.Leased == Sequence && lane.WasBegun ? 1 : 0);

    /// <summary>The lease of it, in a lane as it was before.</summary>
    public Lease ToLease(string handler, DueLane lane, long token, TimeProvider time) => new()
    {
        Handler = handler,
        Delivery = Delivery,
        Attempt = lane.Leased == Sequence && !lane.WasBegun ? Attempts : Attempts + 1,
        LostAttempts = LostAttempts(lane),
        Streak = Streak,
        IsStale = lane.Progress.IsPast(Delivery),
        WaitingSince = time.GetUtcNow() - (lane.Now - WaitingSince), // by the clock of this process, which measures how long that is
        LeasedAt = lane.Now,
        Lane = lane.Id,
        Sequence = Sequence,
        Token = token,
    };

    public static LaneHead Read(NpgsqlDataReader row, BodyCodec codec)
    {
        const int Own = DeliveryRow.Width, Streaks = Own + 5 + PayloadRow.Width;
        var summary = DeliveryRow.Read(row);
        var (body, damage) = row.GetBoolean(Streaks + 3) ? PayloadRow.TryRead(row, Own + 5, summary, codec) : default;
        return new LaneHead(
            row.GetInt64(Own), row.Time(Own + 1), row.Time(Own + 2), row.GetInt32(Own + 3), row.GetInt32(Own + 4),
            summary.ToDelivery(DeliveryRow.ReadSha256(row), body), summary.Sequence, damage)
        {
            Streak = FailureStreak.Stored(
                row.TextOrNull(Streaks), row.IsDBNull(Streaks + 1) ? null : row.GetInt32(Streaks + 1), row.TimeOrNull(Streaks + 2),
                attempts: row.GetInt32(Own + 3)),
            Fits = row.GetBoolean(Streaks + 3),
        };
    }
}

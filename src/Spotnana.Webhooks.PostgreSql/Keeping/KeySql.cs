using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

/// <summary>The statements of the keys that deliveries are found by.</summary>
internal static class KeySql
{
    // How many deliveries in a row have their keys in one part. It is stored with them.
    private const string PartOf = "/ 8192";

    public const string Place = "SELECT keys FROM erasure_place WHERE holder = $1";

    public const string Move = "UPDATE erasure_place SET keys = $1";

    // Nobody prunes them meanwhile, so that no keys stay behind. Lanes are not locked after them.
    public const string LockDeliveries = "SELECT seq FROM delivery WHERE seq = ANY($1) ORDER BY seq FOR KEY SHARE";

    public const string Add =
        $"""
        INSERT INTO delivery_key (key, delivery, part, is_id)
        SELECT key, delivery, delivery {PartOf}, is_id FROM unnest($1, $2, $3) AS given (key, delivery, is_id)
        ON CONFLICT DO NOTHING
        """;

    public const string RemoveUnread = "DELETE FROM delivery_key WHERE key = 0 AND delivery = ANY($1)";

    public const string Erase = "DELETE FROM delivery_key WHERE delivery = ANY($1) AND NOT is_id RETURNING delivery";

    public const string Unread = "SELECT delivery FROM delivery_key WHERE key = 0 AND delivery > $1 ORDER BY delivery LIMIT $2";

    public const string Without =
        $"""
        SELECT {DeliveryRow.Columns} FROM delivery
        WHERE seq > (SELECT keys FROM erasure_place) AND seq < $1
            AND NOT EXISTS (SELECT FROM delivery_key WHERE delivery_key.delivery = delivery.seq)
        ORDER BY seq DESC LIMIT $2
        """;

    public const string Find =
        $"""
        SELECT found.delivery
        FROM generate_series(
            least((SELECT max(part) FROM delivery_key), ($2 - 1) {PartOf}), (SELECT min(part) FROM delivery_key), -1) AS one (part)
        CROSS JOIN LATERAL (
            SELECT delivery FROM delivery_key
            WHERE delivery_key.part = one.part AND key = $1 AND delivery < $2 ORDER BY delivery DESC LIMIT $3) AS found
        ORDER BY found.delivery DESC LIMIT $3
        """;
}

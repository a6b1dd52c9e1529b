namespace Spotnana.Webhooks.Sqlite.Schema;

internal static partial class SchemaScript
{
    /// <summary>Adds what deliveries are found by.</summary>
    public const string Version5 =
        """
        -- What a delivery can be found by (ids, numbers, e-mail addresses of its body), as the first 8 bytes of their HMAC under a key that
        -- follows from the own one of hash_key. Kept: as long as the delivery. Erased: with it, but for its id. Not encrypted: nothing can be
        -- read out of it. Not exported: after an import they are made anew, out of the bodies, as for what an older release has stored.
        CREATE TABLE delivery_key (
            part     INTEGER NOT NULL, -- delivery / 8192: what is stored at about the same time stands together, so that writing it touches few pages
            key      INTEGER NOT NULL, -- the hash; 0: the body could not be read so far
            delivery INTEGER NOT NULL REFERENCES delivery ON DELETE CASCADE, -- an older release, which knows no keys, removes them, too
            is_id    INTEGER NOT NULL, -- 1: the delivery's id
            PRIMARY KEY (part, key, delivery)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX delivery_key_by_delivery ON delivery_key (delivery);
        CREATE INDEX delivery_key_unread ON delivery_key (delivery) WHERE key = 0;

        -- Up to which delivery keys are written. Whoever erases writes them, in turn.
        ALTER TABLE erasure_place ADD COLUMN keys INTEGER NOT NULL DEFAULT 0;
        """;
}

namespace Spotnana.Webhooks.PostgreSql.Schema;

internal static partial class SchemaScript
{
    /// <summary>Adds what deliveries are found by.</summary>
    public const string Version6 =
        """
        -- What a delivery can be found by (ids, numbers, e-mail addresses of its body), as the first 8 bytes of their HMAC under a key that
        -- follows from the own one of hash_key. Kept: as long as the delivery. Erased: with it, but for its id. Not encrypted: nothing can be
        -- read out of it. Not exported: after an import they are made anew, out of the bodies, as for what an older release has stored.
        CREATE TABLE delivery_key (
            key      bigint NOT NULL,  -- the hash; 0: the body could not be read so far
            delivery bigint NOT NULL,  -- delivery.seq
            part     integer NOT NULL, -- delivery / 8192: what is stored at about the same time stands together, so that writing it touches few pages
            is_id    boolean NOT NULL, -- the delivery's id
            PRIMARY KEY (part, key, delivery)
        );
        CREATE INDEX delivery_key_by_delivery ON delivery_key (delivery);
        CREATE INDEX delivery_key_unread ON delivery_key (delivery) WHERE key = 0;

        -- Up to which delivery keys are written. Whoever erases writes them, in turn.
        ALTER TABLE erasure_place ADD keys bigint NOT NULL DEFAULT 0;

        -- So that an older release, which knows no keys, removes and erases them, too.
        CREATE FUNCTION remove_delivery_keys() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM delivery_key USING removed WHERE delivery_key.delivery = removed.seq;
            RETURN NULL;
        END $$;
        CREATE FUNCTION erase_delivery_keys() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM delivery_key WHERE delivery_key.delivery = new.seq AND NOT is_id;
            RETURN NULL;
        END $$;
        CREATE TRIGGER delivery_keys_removed AFTER DELETE ON delivery
            REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION remove_delivery_keys();
        CREATE TRIGGER delivery_keys_erased AFTER UPDATE OF organization_id, subject, trace_id, span_id ON delivery FOR EACH ROW
            WHEN (coalesce(old.organization_id, old.subject, old.trace_id, old.span_id) IS NOT NULL
                AND coalesce(new.organization_id, new.subject, new.trace_id, new.span_id) IS NULL)
            EXECUTE FUNCTION erase_delivery_keys();
        """;
}

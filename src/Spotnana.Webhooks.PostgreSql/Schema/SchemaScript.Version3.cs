namespace Spotnana.Webhooks.PostgreSql.Schema;

internal static partial class SchemaScript
{
    /// <summary>
    /// Adds what silence is measured by, what tells a bad delivery from an outage, which handlers cannot work,
    /// and counts what was given up on purpose.
    /// </summary>
    public const string Version3 =
        """
        LOCK TABLE lane, delivery, handling IN ACCESS EXCLUSIVE MODE; -- lanes first, as everybody does

        -- When each subscription was last heard. Kept: for ever, a row for each name that ever was in the settings. Erased: never, it tells
        -- nothing of a traveler. Not encrypted. Not exported: the deliveries tell it, those that are stored while it is not written too.
        CREATE TABLE contact (
            subscription      text COLLATE "C" PRIMARY KEY,
            watched_since     timestamptz NOT NULL,
            last_authentic_at timestamptz -- NULL: never
        ) WITH (fillfactor = 10); -- each replica writes it every few seconds: the new version fits beside the old one
        INSERT INTO contact
        SELECT subscription, min(received_at), max(received_at)
        FROM (SELECT subscription, received_at FROM delivery ORDER BY seq DESC LIMIT 10000) AS newest GROUP BY subscription;

        -- The failure of the last attempts in a row: type and place of the exception, without its message. It goes with its handling, and an
        -- export leaves it out: counting begins anew. An older release leaves these as they are.
        ALTER TABLE handling
            ADD same_failure  text,
            ADD same_failures integer,     -- how often it counted
            ADD same_since    timestamptz; -- when the first of them ended

        -- Which handlers cannot work at present, one row for each replica that found it. Not encrypted, and not exported: it is of the moment.
        CREATE TABLE outage (
            handler     text COLLATE "C" NOT NULL,
            replica     text COLLATE "C" NOT NULL,
            since       timestamptz NOT NULL,
            error       text NOT NULL, -- without payload values
            next_try_at timestamptz NOT NULL,
            valid_until timestamptz NOT NULL, -- after that the replica is gone, and whoever writes the next row deletes this one
            PRIMARY KEY (handler, replica)
        );

        -- State -1 in delivery_tally: of the dead deliveries, those that were given up on purpose (reason 3, discarded).
        CREATE FUNCTION count_deliveries_discarded_added() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO delivery_tally SELECT -1, count(*) FROM changed WHERE state = 2 AND reason = 3 HAVING count(*) > 0;
            RETURN NULL;
        END $$;
        CREATE FUNCTION count_deliveries_discarded_removed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO delivery_tally SELECT -1, -count(*) FROM changed WHERE state = 2 AND reason = 3 HAVING count(*) > 0;
            RETURN NULL;
        END $$;
        CREATE FUNCTION count_delivery_discarded() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO delivery_tally VALUES (-1, CASE WHEN new.state = 2 AND new.reason = 3 THEN 1 ELSE -1 END);
            RETURN NULL;
        END $$;
        CREATE TRIGGER deliveries_discarded_added AFTER INSERT ON delivery
            REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_deliveries_discarded_added();
        CREATE TRIGGER deliveries_discarded_removed AFTER DELETE ON delivery
            REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_deliveries_discarded_removed();
        CREATE TRIGGER delivery_discarded AFTER UPDATE OF state, reason ON delivery FOR EACH ROW
            WHEN ((old.state = 2 AND coalesce(old.reason = 3, false)) <> (new.state = 2 AND coalesce(new.reason = 3, false)))
            EXECUTE FUNCTION count_delivery_discarded();
        INSERT INTO delivery_tally SELECT -1, count(*) FROM delivery WHERE state = 2 AND reason = 3;
        """;
}

namespace Spotnana.Webhooks.PostgreSql.Schema;

/// <summary>The scripts that make the tables, in the schema of the search path. Texts are as received, and compared byte by byte.</summary>
internal static partial class SchemaScript
{
    public const string Version1 =
        """
        CREATE TABLE meta (
            key   text PRIMARY KEY,
            value text NOT NULL
        );

        -- One row per authenticated POST. copy > 0: the id came again with other bytes (dead, conflict).
        CREATE SEQUENCE delivery_seq AS bigint;
        CREATE TABLE delivery (
            seq             bigint PRIMARY KEY, -- of delivery_seq: none is used twice, so cursors stay right
            subscription    text COLLATE "C" NOT NULL,
            id              text COLLATE "C" NOT NULL,
            copy            integer NOT NULL,
            sha256          bytea NOT NULL CHECK (length(sha256) = 32),
            event_type      text COLLATE "C",
            operation       text COLLATE "C",
            organization_id text COLLATE "C",
            subject         text COLLATE "C",
            version         bigint,
            occurred_at     timestamptz NOT NULL,
            sent_at         timestamptz NOT NULL,
            received_at     timestamptz NOT NULL, -- by the clock of the replica that took it
            stored_at       timestamptz NOT NULL, -- by the database's clock, when seq was drawn: both grow together
            trace_id        text COLLATE "C",
            span_id         text COLLATE "C",
            bytes           integer NOT NULL,     -- of the body as it came
            state           smallint NOT NULL,    -- DeliveryState
            reason          smallint,             -- DeadReason
            settled_at      timestamptz,          -- when it left the state pending
            UNIQUE (subscription, id, copy)
        );
        CREATE INDEX delivery_by_state   ON delivery (state, seq) WHERE state <> 1;
        CREATE INDEX delivery_by_subject ON delivery (subject, seq) WHERE subject IS NOT NULL;
        CREATE INDEX delivery_by_settled ON delivery (settled_at) WHERE settled_at IS NOT NULL;
        CREATE INDEX delivery_by_stored  ON delivery (stored_at);

        -- The body, apart, so that it can go before its delivery does. Whoever deletes that of a pending delivery must end its handlings too.
        CREATE TABLE payload (
            seq    bigint PRIMARY KEY,  -- delivery.seq
            codec  smallint NOT NULL,   -- 0: as it is, 1: Brotli
            key_id text,                -- of the encryption key, NULL: not encrypted
            body   bytea NOT NULL
        );
        ALTER TABLE payload ALTER body SET STORAGE EXTERNAL; -- it is compressed already

        -- Order is kept within a lane. due_at: when the head is due; while leased, when the lease ends; NULL when nothing is pending.
        -- Whoever changes a lane's handlings locks the lane first, and reads them in a later statement. Several lanes are locked in the order of their keys.
        CREATE SEQUENCE lane_id AS bigint INCREMENT BY 4096; -- an append draws ids for all its new lanes at once; none is used twice, so an old lease stays void
        CREATE TABLE lane (
            id               bigint PRIMARY KEY,
            handler          text COLLATE "C" NOT NULL,
            subscription     text COLLATE "C" NOT NULL,
            subject          text COLLATE "C", -- NULL: the lane of one delivery without a subject, which goes when that has ended
            due_at           timestamptz,
            token            bigint NOT NULL DEFAULT 0, -- grows with each lease
            leased           bigint,           -- delivery.seq
            leased_at        timestamptz,
            last_version     bigint,           -- the latest state of the subject that was completed here
            last_occurred_at timestamptz,
            held_until       timestamptz,      -- the end of the reorder window of what waited here first
            UNIQUE (handler, subscription, subject)
        ) WITH (fillfactor = 70);
        CREATE INDEX lane_due    ON lane (handler, due_at, id) WHERE due_at IS NOT NULL;
        CREATE INDEX lane_leased ON lane (leased) WHERE leased IS NOT NULL;

        CREATE TABLE handling (
            delivery    bigint NOT NULL,
            handler     text COLLATE "C" NOT NULL,
            lane        bigint NOT NULL,
            occurred_at timestamptz NOT NULL, -- of the delivery: the order in the lane
            received_at timestamptz NOT NULL, -- when it was stored or last redriven: since then it waits
            due_at      timestamptz NOT NULL,
            state       smallint NOT NULL,    -- HandlingState
            attempts    integer NOT NULL DEFAULT 0,
            lost        integer NOT NULL DEFAULT 0, -- how many of the last attempts nobody ended; above 0: a suspect
            reason      smallint,             -- DeadReason
            settled_at  timestamptz,
            PRIMARY KEY (delivery, handler)
        ) WITH (fillfactor = 80); -- an attempt changes no index: its new version fits beside the old one
        CREATE INDEX handling_pending ON handling (lane, occurred_at, delivery) WHERE state = 0;
        CREATE INDEX handling_waiting ON handling (handler, received_at, delivery) WHERE state = 0;
        CREATE INDEX handling_dead    ON handling (handler, delivery) WHERE state = 2;

        CREATE TABLE attempt (
            seq          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            delivery     bigint NOT NULL,
            handler      text COLLATE "C" NOT NULL,
            number       integer NOT NULL,
            started_at   timestamptz NOT NULL,
            milliseconds bigint,               -- NULL when lost
            outcome      text NOT NULL,        -- completed, retry, dead, lost
            error        text
        );
        CREATE INDEX attempt_by_delivery ON attempt (delivery, seq);

        CREATE TABLE pause (
            handler   text COLLATE "C" PRIMARY KEY,
            paused_at timestamptz NOT NULL
        );

        -- Counts of what waits and what is parked, so that nobody has to read a million rows for them: changes, which are summed up when they
        -- are read, and folded now and then. With one row for each count, commits would wait for one another. Triggers write them, so that
        -- nobody can forget to.
        CREATE TABLE tally (
            handler text COLLATE "C" NOT NULL, -- '': deliveries in quarantine, which have no handler
            reason  smallint NOT NULL,         -- DeadReason; 0: pending
            count   bigint NOT NULL
        );
        CREATE TABLE delivery_tally (
            state smallint NOT NULL, -- DeliveryState
            count bigint NOT NULL
        );

        CREATE FUNCTION count_handlings_added() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO tally SELECT handler, CASE state WHEN 0 THEN 0 ELSE reason END, count(*) FROM changed WHERE state <> 1 GROUP BY 1, 2;
            RETURN NULL;
        END $$;
        CREATE FUNCTION count_handlings_removed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO tally SELECT handler, CASE state WHEN 0 THEN 0 ELSE reason END, -count(*) FROM changed WHERE state <> 1 GROUP BY 1, 2;
            RETURN NULL;
        END $$;
        CREATE FUNCTION count_handling_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO tally
            SELECT handler, CASE state WHEN 0 THEN 0 ELSE reason END, number
            FROM (VALUES (old.handler, old.state, old.reason, -1), (new.handler, new.state, new.reason, 1)) AS change (handler, state, reason, number)
            WHERE state <> 1;
            RETURN NULL;
        END $$;
        CREATE TRIGGER handlings_added AFTER INSERT ON handling
            REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_handlings_added();
        CREATE TRIGGER handlings_removed AFTER DELETE ON handling
            REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_handlings_removed();
        CREATE TRIGGER handling_changed AFTER UPDATE OF state, reason ON handling FOR EACH ROW
            WHEN ((old.state, old.reason) IS DISTINCT FROM (new.state, new.reason)) EXECUTE FUNCTION count_handling_changed();

        -- 4 and 5, unreadable and conflict: reasons of a delivery itself, not of its handlings.
        CREATE FUNCTION count_deliveries_added() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO delivery_tally SELECT state, count(*) FROM changed GROUP BY 1;
            INSERT INTO tally SELECT '', reason, count(*) FROM changed WHERE state = 2 AND reason IN (4, 5) GROUP BY 2;
            RETURN NULL;
        END $$;
        CREATE FUNCTION count_deliveries_removed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO delivery_tally SELECT state, -count(*) FROM changed GROUP BY 1;
            INSERT INTO tally SELECT '', reason, -count(*) FROM changed WHERE state = 2 AND reason IN (4, 5) GROUP BY 2;
            RETURN NULL;
        END $$;
        CREATE FUNCTION count_delivery_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO delivery_tally VALUES (old.state, -1), (new.state, 1);
            INSERT INTO tally
            SELECT '', reason, number
            FROM (VALUES (old.state, old.reason, -1), (new.state, new.reason, 1)) AS change (state, reason, number)
            WHERE state = 2 AND reason IN (4, 5);
            RETURN NULL;
        END $$;
        CREATE TRIGGER deliveries_added AFTER INSERT ON delivery
            REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_deliveries_added();
        CREATE TRIGGER deliveries_removed AFTER DELETE ON delivery
            REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_deliveries_removed();
        CREATE TRIGGER delivery_changed AFTER UPDATE OF state, reason ON delivery FOR EACH ROW
            WHEN ((old.state, old.reason) IS DISTINCT FROM (new.state, new.reason)) EXECUTE FUNCTION count_delivery_changed();

        -- The least and the most that received_at was ever after stored_at, through the clocks of the replicas and the time on the way here:
        -- bounds the numbers that deliveries of a span of time can have.
        CREATE TABLE receipt_delay (least interval NOT NULL, most interval NOT NULL);
        INSERT INTO receipt_delay VALUES ('0', '0');

        -- These change all the time. Their dead versions have to go early, or the front of an index is full of them.
        ALTER TABLE lane           SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
        ALTER TABLE handling       SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
        ALTER TABLE delivery       SET (autovacuum_vacuum_scale_factor = 0.05);
        ALTER TABLE tally          SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
        ALTER TABLE delivery_tally SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
        """;

    /// <summary>Adds what pruning needs.</summary>
    public const string Version2 =
        """
        -- How far bodies are pruned, in the order of settled_at and seq, so that pruning looks at each delivery once. What is settled later
        -- stands behind that place, and a body that should ever be missed goes with its delivery.
        CREATE TABLE pruned (payloads_at timestamptz NOT NULL, payloads_seq bigint NOT NULL, dead_letters_at timestamptz NOT NULL, dead_letters_seq bigint NOT NULL);
        INSERT INTO pruned VALUES ('1970-01-01Z', 0, '1970-01-01Z', 0);

        ALTER TABLE payload SET (autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_vacuum_scale_factor = 0.05);
        ALTER TABLE attempt SET (autovacuum_vacuum_scale_factor = 0.05);
        """;
}

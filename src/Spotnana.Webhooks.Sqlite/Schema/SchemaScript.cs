namespace Spotnana.Webhooks.Sqlite.Schema;

/// <summary>The tables. All times are whole microseconds since 1970 UTC; texts are as received.</summary>
/// <remarks>SQLite stores each statement in the file with the comments inside it: do not change those of a version that is out.</remarks>
internal static partial class SchemaScript
{
    public const string Version1 =
        """
        CREATE TABLE meta (
            key   TEXT PRIMARY KEY,
            value ANY NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- One row per authenticated POST. copy > 0: the id came again with other bytes (dead, conflict).
        CREATE TABLE delivery (
            seq             INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: cursors stay right
            subscription    TEXT NOT NULL,
            id              TEXT NOT NULL,
            copy            INTEGER NOT NULL DEFAULT 0,
            sha256          BLOB NOT NULL CHECK (length(sha256) = 32),
            event_type      TEXT,
            operation       TEXT,
            organization_id TEXT,
            subject         TEXT,
            version         INTEGER,
            occurred_at     INTEGER NOT NULL,
            sent_at         INTEGER NOT NULL,
            received_at     INTEGER NOT NULL,
            trace_id        TEXT,
            span_id         TEXT,
            bytes           INTEGER NOT NULL,
            state           INTEGER NOT NULL, -- DeliveryState
            reason          INTEGER,          -- DeadReason
            settled_at      INTEGER,          -- when it left the state pending
            UNIQUE (subscription, id, copy)
        ) STRICT;
        CREATE INDEX delivery_by_state   ON delivery (state, seq) WHERE state <> 1;
        CREATE INDEX delivery_by_subject ON delivery (subject, seq) WHERE subject IS NOT NULL;
        CREATE INDEX delivery_by_settled ON delivery (settled_at) WHERE settled_at IS NOT NULL;

        -- Bodies are apart from their deliveries, so that they can go earlier. Whoever deletes the body of a pending delivery has to end its
        -- handlings too.
        CREATE TABLE payload (
            seq    INTEGER PRIMARY KEY, -- delivery.seq
            codec  INTEGER NOT NULL,    -- 0: as it is
            key_id TEXT,                -- of the encryption key, NULL: not encrypted
            body   BLOB NOT NULL
        ) STRICT;

        -- Order is kept within a lane. due_at: when the head is due; while leased, when the lease ends; NULL when nothing is pending.
        CREATE TABLE lane (
            id               INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: an old lease stays void
            handler          TEXT NOT NULL,
            subscription     TEXT NOT NULL,
            subject          TEXT,    -- NULL: the lane of one delivery without a subject, gone once that is settled
            due_at           INTEGER,
            token            INTEGER NOT NULL DEFAULT 0, -- grows with each lease
            leased           INTEGER, -- delivery.seq
            leased_at        INTEGER,
            last_version     INTEGER, -- the latest state of the subject that was completed here
            last_occurred_at INTEGER,
            held_until       INTEGER, -- the end of the reorder window of what waited here first
            UNIQUE (handler, subscription, subject)
        ) STRICT;
        CREATE INDEX lane_due    ON lane (handler, due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX lane_leased ON lane (leased) WHERE leased IS NOT NULL;

        CREATE TABLE handling (
            delivery    INTEGER NOT NULL,
            handler     TEXT NOT NULL,
            lane        INTEGER NOT NULL,
            occurred_at INTEGER NOT NULL, -- of the delivery: the order in the lane
            received_at INTEGER NOT NULL, -- since when it waits: its storing or its last redrive
            due_at      INTEGER NOT NULL,
            state       INTEGER NOT NULL, -- HandlingState
            attempts    INTEGER NOT NULL DEFAULT 0,
            lost        INTEGER NOT NULL DEFAULT 0, -- of the attempts, how many of the last ones nobody ended; above 0: a suspect
            reason      INTEGER,          -- DeadReason
            settled_at  INTEGER,
            PRIMARY KEY (delivery, handler)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX handling_pending ON handling (lane, occurred_at, delivery) WHERE state = 0;
        CREATE INDEX handling_dead    ON handling (handler, delivery) WHERE state = 2;

        CREATE TABLE attempt (
            seq          INTEGER PRIMARY KEY,
            delivery     INTEGER NOT NULL,
            handler      TEXT NOT NULL,
            number       INTEGER NOT NULL,
            started_at   INTEGER NOT NULL,
            milliseconds INTEGER,          -- NULL when lost
            outcome      TEXT NOT NULL,    -- completed, retry, dead, lost
            error        TEXT
        ) STRICT;
        CREATE INDEX attempt_by_delivery ON attempt (delivery);

        CREATE TABLE pause (
            handler   TEXT PRIMARY KEY,
            paused_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- How many handlings wait and how many are parked, so that nobody has to read a million rows to count them. Triggers keep it, so
        -- that no statement that changes a handling or a delivery, now or in a later release, can forget to.
        CREATE TABLE tally (
            handler TEXT NOT NULL,    -- '': deliveries in quarantine, which have no handler
            reason  INTEGER NOT NULL, -- DeadReason; 0: pending
            count   INTEGER NOT NULL,
            PRIMARY KEY (handler, reason)
        ) STRICT, WITHOUT ROWID;

        -- Finds since when the oldest of a handler's backlog waits.
        CREATE INDEX handling_waiting ON handling (handler, received_at) WHERE state = 0;

        CREATE TRIGGER handling_added AFTER INSERT ON handling WHEN new.state <> 1
        BEGIN
            INSERT INTO tally VALUES (new.handler, iif(new.state = 0, 0, new.reason), 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER handling_left AFTER UPDATE OF state, reason ON handling WHEN old.state <> 1
        BEGIN
            UPDATE tally SET count = count - 1 WHERE handler = old.handler AND reason = iif(old.state = 0, 0, old.reason);
        END;
        CREATE TRIGGER handling_entered AFTER UPDATE OF state, reason ON handling WHEN new.state <> 1
        BEGIN
            INSERT INTO tally VALUES (new.handler, iif(new.state = 0, 0, new.reason), 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER handling_removed AFTER DELETE ON handling WHEN old.state <> 1
        BEGIN
            UPDATE tally SET count = count - 1 WHERE handler = old.handler AND reason = iif(old.state = 0, 0, old.reason);
        END;

        -- 4 and 5 are unreadable and conflict: the reasons of a delivery itself, not of its handlings.
        CREATE TRIGGER delivery_added AFTER INSERT ON delivery WHEN new.state = 2 AND new.reason IN (4, 5)
        BEGIN
            INSERT INTO tally VALUES ('', new.reason, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER delivery_left AFTER UPDATE OF state, reason ON delivery WHEN old.state = 2 AND old.reason IN (4, 5)
        BEGIN
            UPDATE tally SET count = count - 1 WHERE handler = '' AND reason = old.reason;
        END;
        CREATE TRIGGER delivery_entered AFTER UPDATE OF state, reason ON delivery WHEN new.state = 2 AND new.reason IN (4, 5)
        BEGIN
            INSERT INTO tally VALUES ('', new.reason, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER delivery_removed AFTER DELETE ON delivery WHEN old.state = 2 AND old.reason IN (4, 5)
        BEGIN
            UPDATE tally SET count = count - 1 WHERE handler = '' AND reason = old.reason;
        END;

        -- Deliveries by state, counted in the same way.
        CREATE TABLE delivery_tally (
            state INTEGER PRIMARY KEY, -- DeliveryState
            count INTEGER NOT NULL
        ) STRICT;
        CREATE TRIGGER delivery_state_added AFTER INSERT ON delivery
        BEGIN
            INSERT INTO delivery_tally VALUES (new.state, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER delivery_state_changed AFTER UPDATE OF state ON delivery WHEN old.state <> new.state
        BEGIN
            UPDATE delivery_tally SET count = count - 1 WHERE state = old.state;
            INSERT INTO delivery_tally VALUES (new.state, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER delivery_state_removed AFTER DELETE ON delivery
        BEGIN
            UPDATE delivery_tally SET count = count - 1 WHERE state = old.state;
        END;

        -- The numbers of deliveries follow the order of their receipt, but not quite: a clock is set back, a body is slow. received_disorder
        -- is by how many microseconds the order was ever off at most. It tells which numbers the deliveries of a span of time can have.
        CREATE INDEX delivery_by_received ON delivery (received_at);
        INSERT INTO meta (key, value) VALUES ('received_disorder', 0);
        CREATE TRIGGER delivery_received AFTER INSERT ON delivery
        WHEN (SELECT max(received_at) FROM delivery) - new.received_at > (SELECT value FROM meta WHERE key = 'received_disorder')
        BEGIN
            UPDATE meta SET value = (SELECT max(received_at) FROM delivery) - new.received_at WHERE key = 'received_disorder';
        END;
        """;

    /// <summary>
    /// Adds what silence is measured by, what tells a bad delivery from an outage, and counts what was given up on purpose.
    /// </summary>
    public const string Version2 =
        """
        -- When each subscription was last heard. Kept: for ever, a row for each name that ever was in the settings. Erased: never, it tells
        -- nothing of a traveler. Not encrypted. Not exported: the deliveries tell it, those that are stored while it is not written too.
        CREATE TABLE contact (
            subscription      TEXT PRIMARY KEY,
            watched_since     INTEGER NOT NULL,
            last_authentic_at INTEGER -- NULL: never
        ) STRICT, WITHOUT ROWID;
        INSERT INTO contact
        SELECT subscription, min(received_at), max(received_at)
        FROM (SELECT subscription, received_at FROM delivery ORDER BY seq DESC LIMIT 10000) GROUP BY subscription;

        -- The failure of the last attempts in a row: type and place of the exception, without its message. It goes with its handling, and an
        -- export leaves it out: counting begins anew. An older release leaves these as they are.
        ALTER TABLE handling ADD COLUMN same_failure  TEXT;
        ALTER TABLE handling ADD COLUMN same_failures INTEGER; -- how often it counted
        ALTER TABLE handling ADD COLUMN same_since    INTEGER; -- when the first of them ended

        -- State -1 in delivery_tally: of the dead deliveries, those that were given up on purpose (reason 3, discarded).
        CREATE TRIGGER delivery_discarded_added AFTER INSERT ON delivery WHEN new.state = 2 AND new.reason = 3
        BEGIN
            INSERT INTO delivery_tally VALUES (-1, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER delivery_discarded_left AFTER UPDATE OF state, reason ON delivery WHEN old.state = 2 AND old.reason = 3
        BEGIN
            UPDATE delivery_tally SET count = count - 1 WHERE state = -1;
        END;
        CREATE TRIGGER delivery_discarded_entered AFTER UPDATE OF state, reason ON delivery WHEN new.state = 2 AND new.reason = 3
        BEGIN
            INSERT INTO delivery_tally VALUES (-1, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER delivery_discarded_removed AFTER DELETE ON delivery WHEN old.state = 2 AND old.reason = 3
        BEGIN
            UPDATE delivery_tally SET count = count - 1 WHERE state = -1;
        END;
        INSERT INTO delivery_tally SELECT -1, count(*) FROM delivery WHERE state = 2 AND state <> 1 AND reason = 3;
        """;
}

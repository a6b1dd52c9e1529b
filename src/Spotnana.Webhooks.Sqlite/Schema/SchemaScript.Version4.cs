namespace Spotnana.Webhooks.Sqlite.Schema;

internal static partial class SchemaScript
{
    /// <summary>Adds what erasing travelers and the audit log need.</summary>
    public const string Version4 =
        """
        -- What has to be recognised but not to be remembered, such as whom an erasure names, is stored as its HMAC under one of these keys.
        -- Kept: for ever. Encrypted: with the first encryption key, where there is one. Exported with what is hashed under it.
        CREATE TABLE hash_key (
            id     TEXT PRIMARY KEY, -- of the key: tells nothing of it
            is_own INTEGER NOT NULL, -- 1: what is hashed here; 0: came with the erasures of another inbox
            key_id TEXT,             -- of the encryption key that value is encrypted with, NULL: it is not
            value  BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX hash_key_own ON hash_key (is_own) WHERE is_own = 1;

        -- Erasures and their receipts. Kept: Retention:Audit; the hash goes earlier, once no delivery of its time can come again.
        -- Erased: never, they name nobody. Not encrypted. Exported.
        CREATE TABLE erasure (
            id            TEXT PRIMARY KEY,
            at            INTEGER NOT NULL,
            by            TEXT NOT NULL,    -- the name of a key; for a PURGE the delivery's id
            cause         INTEGER NOT NULL, -- ErasureCause
            subscription  TEXT,             -- NULL: all
            reaches       TEXT NOT NULL,    -- further subscriptions, each with a line feed behind it
            kind          INTEGER NOT NULL, -- ErasureKind
            hash_key      TEXT NOT NULL,
            hash          BLOB,             -- of what is erased; NULL: nothing more can come
            length        INTEGER NOT NULL, -- of what is erased, in bytes
            scanned       INTEGER NOT NULL DEFAULT 0,
            erased        INTEGER NOT NULL DEFAULT 0,
            swept         INTEGER NOT NULL DEFAULT 0, -- 0: not yet; 1: being swept; 2: all that was stored at its time was looked at
            completed_at  INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX erasure_by_time ON erasure (at);

        -- Deliveries that an erasure has found while they were waiting. Kept: until they are erased. Not exported: they are found again.
        CREATE TABLE erasing (
            delivery INTEGER NOT NULL, -- delivery.seq
            erasure  TEXT NOT NULL,
            found_at INTEGER NOT NULL,
            is_sure  INTEGER NOT NULL, -- 0: the body could not be read so far
            PRIMARY KEY (delivery, erasure)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX erasing_by_erasure ON erasing (erasure);

        -- How far deliveries were looked at, by their numbers. Always one row. Not exported.
        CREATE TABLE erasure_place (
            one      INTEGER PRIMARY KEY CHECK (one = 1),
            tail     INTEGER NOT NULL, -- up to here for all erasures but those that are not swept
            sweep_at INTEGER NOT NULL, -- up to here for those that are being swept
            sweep_to INTEGER NOT NULL, -- where their sweep ends; 0: none goes on
            version  INTEGER NOT NULL  -- grows with each change of the table erasure, but for its numbers
        ) STRICT;
        INSERT INTO erasure_place VALUES (1, 0, 0, 0, 0);

        -- Who did what through the management API and the tool. Rows are only added; each has the hash of itself and the one before it.
        -- Kept: Retention:Audit. Erased: never; travelers, subjects and filters stand here as keyed hashes. Not encrypted. Exported.
        CREATE TABLE audit (
            seq     INTEGER PRIMARY KEY, -- without gaps
            at      INTEGER NOT NULL,
            caller  TEXT NOT NULL, -- the name of a key
            address TEXT NOT NULL, -- from where; empty: the service itself
            action  TEXT NOT NULL,
            target  TEXT NOT NULL,
            outcome TEXT NOT NULL,
            hash    BLOB NOT NULL
        ) STRICT;

        -- Where the chain of the audit log begins and ends. Always one row.
        CREATE TABLE audit_chain (
            one       INTEGER PRIMARY KEY CHECK (one = 1),
            last_seq  INTEGER NOT NULL, -- 0: none yet
            last_hash BLOB NOT NULL,
            cut_seq   INTEGER NOT NULL, -- the last row that retention removed; 0: none
            cut_hash  BLOB NOT NULL
        ) STRICT;
        INSERT INTO audit_chain VALUES (1, 0, x'', 0, x'');
        """;
}

namespace Spotnana.Webhooks.PostgreSql.Schema;

internal static partial class SchemaScript
{
    /// <summary>Adds what erasing travelers and the audit log need.</summary>
    public const string Version5 =
        """
        -- What has to be recognised but not to be remembered, such as whom an erasure names, is stored as its HMAC under one of these keys.
        -- Kept: for ever. Encrypted: with the first encryption key, where there is one. Exported with what is hashed under it.
        CREATE TABLE hash_key (
            id     text COLLATE "C" PRIMARY KEY, -- of the key: tells nothing of it
            is_own boolean NOT NULL, -- true: what is hashed here; false: came with the erasures of another inbox
            key_id text,             -- of the encryption key that value is encrypted with, NULL: it is not
            value  bytea NOT NULL
        );
        CREATE UNIQUE INDEX hash_key_own ON hash_key (is_own) WHERE is_own;

        -- Erasures and their receipts. Kept: Retention:Audit; the hash goes earlier, once no delivery of its time can come again.
        -- Erased: never, they name nobody. Not encrypted. Exported.
        CREATE TABLE erasure (
            id           text COLLATE "C" PRIMARY KEY,
            at           timestamptz NOT NULL,
            by           text NOT NULL,     -- the name of a key; for a PURGE the delivery's id
            cause        smallint NOT NULL, -- ErasureCause
            subscription text COLLATE "C",  -- NULL: all
            reaches      text COLLATE "C" NOT NULL, -- further subscriptions, each with a line feed behind it
            kind         smallint NOT NULL, -- ErasureKind
            hash_key     text COLLATE "C" NOT NULL,
            hash         bytea,             -- of what is erased; NULL: nothing more can come
            length       integer NOT NULL,  -- of what is erased, in bytes
            scanned      bigint NOT NULL DEFAULT 0,
            erased       bigint NOT NULL DEFAULT 0,
            swept        smallint NOT NULL DEFAULT 0, -- 0: not yet; 1: being swept; 2: all that was stored at its time was looked at
            completed_at timestamptz
        );
        CREATE INDEX erasure_by_time ON erasure (at);

        -- Deliveries that an erasure has found while they were waiting. Kept: until they are erased. Not exported: they are found again.
        CREATE TABLE erasing (
            delivery bigint NOT NULL, -- delivery.seq
            erasure  text COLLATE "C" NOT NULL,
            found_at timestamptz NOT NULL,
            is_sure  boolean NOT NULL, -- false: the body could not be read so far
            PRIMARY KEY (delivery, erasure)
        );
        CREATE INDEX erasing_by_erasure ON erasing (erasure);

        -- How far deliveries were looked at, by their numbers, and which replica does that for now. Always one row. Not exported.
        CREATE TABLE erasure_place (
            one        boolean PRIMARY KEY CHECK (one),
            tail       bigint NOT NULL, -- up to here for all erasures but those that are not swept
            sweep_at   bigint NOT NULL, -- up to here for those that are being swept
            sweep_to   bigint NOT NULL, -- where their sweep ends; 0: none goes on
            version    bigint NOT NULL, -- grows with each change of the table erasure, but for its numbers
            holder     bigint,
            held_until timestamptz
        ) WITH (fillfactor = 10); -- the new version fits beside the old one
        INSERT INTO erasure_place VALUES (true, 0, 0, 0, 0);

        -- Who did what through the management API and the tool. Rows are only added; each has the hash of itself and the one before it.
        -- Kept: Retention:Audit. Erased: never; travelers, subjects and filters stand here as keyed hashes. Not encrypted. Exported.
        CREATE TABLE audit (
            seq     bigint PRIMARY KEY, -- without gaps
            at      timestamptz NOT NULL,
            caller  text NOT NULL, -- the name of a key
            address text NOT NULL, -- from where; empty: the service itself
            action  text NOT NULL,
            target  text NOT NULL,
            outcome text NOT NULL,
            hash    bytea NOT NULL
        );

        -- Where the chain of the audit log begins and ends. Always one row. Whoever adds to the log locks it first.
        CREATE TABLE audit_chain (
            one       boolean PRIMARY KEY CHECK (one),
            last_seq  bigint NOT NULL, -- 0: none yet
            last_hash bytea NOT NULL,
            cut_seq   bigint NOT NULL, -- the last row that retention removed; 0: none
            cut_hash  bytea NOT NULL
        ) WITH (fillfactor = 10);
        INSERT INTO audit_chain VALUES (true, 0, '', 0, '');
        """;
}

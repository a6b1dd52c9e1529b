namespace Spotnana.Webhooks.PostgreSql.Schema;

internal static partial class SchemaScript
{
    /// <summary>Counts the changes of a statement at once, since statements now end many handlings.</summary>
    public const string Version4 =
        """
        LOCK TABLE lane, delivery, handling IN ACCESS EXCLUSIVE MODE; -- lanes first, as everybody does

        -- In place of a function call and a row or two for each changed row. What they call stays until the release after this one.
        CREATE FUNCTION count_handlings_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO tally
            SELECT handler, CASE state WHEN 0 THEN 0 ELSE reason END, sum(number)
            FROM (SELECT handler, state, reason, -1 AS number FROM former UNION ALL SELECT handler, state, reason, 1 FROM changed) AS change
            WHERE state <> 1 GROUP BY 1, 2 HAVING sum(number) <> 0;
            RETURN NULL;
        END $$;
        CREATE FUNCTION count_deliveries_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO delivery_tally
            SELECT part, sum(number)
            FROM (SELECT state, reason, -1 AS number FROM former UNION ALL SELECT state, reason, 1 FROM changed) AS change
            CROSS JOIN LATERAL unnest(CASE WHEN state = 2 AND reason = 3 THEN ARRAY[2, -1] ELSE ARRAY[state] END) AS part
            GROUP BY part HAVING sum(number) <> 0;
            INSERT INTO tally
            SELECT '', reason, sum(number)
            FROM (
                SELECT reason, -1 AS number FROM former WHERE state = 2 AND reason IN (4, 5)
                UNION ALL SELECT reason, 1 FROM changed WHERE state = 2 AND reason IN (4, 5)) AS change
            GROUP BY reason HAVING sum(number) <> 0;
            RETURN NULL;
        END $$;
        DROP TRIGGER handling_changed ON handling;
        DROP TRIGGER delivery_changed ON delivery;
        DROP TRIGGER delivery_discarded ON delivery;
        CREATE TRIGGER handlings_changed AFTER UPDATE ON handling
            REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_handlings_changed();
        CREATE TRIGGER deliveries_changed AFTER UPDATE ON delivery
            REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_deliveries_changed();

        -- Under which leases work has begun, for the processes that say so: should one die, only that is blamed for it. A row for each process,
        -- which it writes before it begins. Kept: a day after the last time, or until the server crashes; without it, all leases of its process
        -- count as begun. Not encrypted, and not exported: it is of the moment.
        CREATE UNLOGGED TABLE begun (
            holder   bigint PRIMARY KEY,
            tokens   bigint[] NOT NULL, -- lane.token
            noted_at timestamptz NOT NULL
        ) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000); -- each row changes all the time
        ALTER TABLE lane
            ADD holder       bigint, -- begun.holder: the process that holds the lease and says there when work begins
            ADD holder_token bigint; -- the token of that lease; another one is of a release that does not say
        """;
}

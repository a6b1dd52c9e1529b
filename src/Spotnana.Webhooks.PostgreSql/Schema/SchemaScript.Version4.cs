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
        """;
}

using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>The spellings of names: those in use, and those that are kept in the table meta before anything is stored under them.</summary>
internal static class Names
{
    // These go from one name to the next by an index: there are few names and many rows.
    internal const string SubscriptionsSql =
        """
        WITH RECURSIVE known (name) AS (
            (SELECT subscription FROM delivery ORDER BY subscription LIMIT 1)
            UNION ALL
            SELECT (SELECT subscription FROM delivery WHERE subscription > known.name ORDER BY subscription LIMIT 1) FROM known WHERE known.name IS NOT NULL)
        SELECT name FROM known WHERE name IS NOT NULL
        """;

    internal const string OfLanesSql =
        """
        WITH RECURSIVE known (name) AS (
            (SELECT handler FROM lane ORDER BY handler LIMIT 1)
            UNION ALL
            SELECT (SELECT handler FROM lane WHERE handler > known.name ORDER BY handler LIMIT 1) FROM known WHERE known.name IS NOT NULL)
        SELECT name FROM known WHERE name IS NOT NULL
        """;

    private const string HandlersSql =
        $"{OfLanesSql} UNION SELECT handler FROM tally WHERE handler <> '' UNION SELECT handler FROM pause ORDER BY name";

    private const string KeptSql = "SELECT value FROM meta WHERE starts_with(key, $1) ORDER BY key";
    private const string KeepSql = "INSERT INTO meta (key, value) SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING";

    private const string OfSubscription = "subscription:";
    private const string OfHandler = "handler:";

    public static async Task<InboxNames> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var subscriptions = await NamesAsync(new(SubscriptionsSql)).ConfigureAwait(false);
        var handlers = await NamesAsync(new(HandlersSql)).ConfigureAwait(false);
        return new InboxNames(
            InboxNames.InOrder(subscriptions, await KeptAsync(OfSubscription).ConfigureAwait(false)),
            InboxNames.InOrder(handlers, await KeptAsync(OfHandler).ConfigureAwait(false)));

        Task<List<string>> KeptAsync(string kind) => NamesAsync(new(KeptSql, Values.Of(kind)));

        Task<List<string>> NamesAsync(Step step) => connection.ReadAsync(row => row.GetString(0), step, cancellationToken);
    }

    public static Task<int[]> KeepAsync(NpgsqlConnection connection, InboxNames names, CancellationToken cancellationToken)
    {
        string[] spellings = [.. names.Subscriptions, .. names.Handlers];
        string[] keys =
        [
            .. names.Subscriptions.Select(name => OfSubscription + name.ToUpperInvariant()),
            .. names.Handlers.Select(name => OfHandler + name.ToUpperInvariant()),
        ];

        // In one order everywhere: replicas that start at once wait for one another's rows.
        Array.Sort(keys, spellings, StringComparer.Ordinal);
        return connection.RunAsync(cancellationToken, new Step(KeepSql, Values.Of(keys), Values.Of(spellings)));
    }
}

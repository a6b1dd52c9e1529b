using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>The spellings of names: those in use, and those that are kept in the table meta before anything is stored under them.</summary>
internal sealed class Names(SqliteSession session)
{
    // These go from one name to the next by an index: there are few names and many rows.
    internal const string SubscriptionsSql =
        """
        WITH RECURSIVE known (name) AS (
            SELECT min(subscription) FROM delivery
            UNION ALL
            SELECT (SELECT min(subscription) FROM delivery WHERE subscription > known.name) FROM known WHERE known.name IS NOT NULL)
        SELECT name FROM known WHERE name IS NOT NULL
        """;

    internal const string HandlersSql =
        """
        WITH RECURSIVE known (name) AS (
            SELECT min(handler) FROM lane
            UNION ALL
            SELECT (SELECT min(handler) FROM lane WHERE handler > known.name) FROM known WHERE known.name IS NOT NULL)
        SELECT name FROM known WHERE name IS NOT NULL UNION SELECT handler FROM tally WHERE handler <> '' UNION SELECT handler FROM pause
        """;

    private const string OfSubscription = "subscription:";
    private const string OfHandler = "handler:";

    private readonly Statement _subscriptions = session.Prepare(SubscriptionsSql);
    private readonly Statement _handlers = session.Prepare(HandlersSql);
    private readonly Statement _kept = session.Prepare("SELECT value FROM meta WHERE substr(key, 1, length($kind)) = $kind");
    private readonly Statement _keep = session.Prepare("INSERT INTO meta (key, value) VALUES ($key, $name) ON CONFLICT DO NOTHING");

    public InboxNames Read() => new(
        InboxNames.InOrder(_subscriptions.ReadAll(Name), Kept(OfSubscription)),
        InboxNames.InOrder(_handlers.ReadAll(Name), Kept(OfHandler)));

    public int Keep(InboxNames names) => Keep(OfSubscription, names.Subscriptions) + Keep(OfHandler, names.Handlers);

    private List<string> Kept(string kind) => _kept.ReadAll(Name, ("$kind", kind));

    private int Keep(string kind, IReadOnlyList<string> names) =>
        names.Sum(name => _keep.Run(("$key", kind + name.ToUpperInvariant()), ("$name", name)));

    private static string Name(Statement.Rows row) => row.Text(0);
}

using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Reads when subscriptions were last heard: by what was noted and by the newest deliveries, which may have come since.</summary>
internal sealed class Contacts(SqliteSession session)
{
    private readonly Statement _all = session.Prepare(
        """
        SELECT subscription, min(since), max(last)
        FROM (
            SELECT subscription, watched_since AS since, last_authentic_at AS last FROM contact
            UNION ALL
            SELECT subscription, received_at, received_at FROM (SELECT subscription, received_at FROM delivery ORDER BY seq DESC LIMIT 100))
        GROUP BY subscription ORDER BY subscription
        """);

    public IReadOnlyList<SubscriptionContact> Read() =>
        _all.ReadAll(static row => new SubscriptionContact(row.Text(0), row.Time(1), row.TimeOrNull(2)));
}

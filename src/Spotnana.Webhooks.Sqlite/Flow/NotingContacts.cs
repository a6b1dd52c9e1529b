using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>Stores when subscriptions were last heard.</summary>
internal sealed class NotingContacts(SqliteSession session)
{
    private readonly Statement _note = session.Prepare(
        """
        INSERT INTO contact (subscription, watched_since, last_authentic_at) VALUES ($subscription, $since, $last)
        ON CONFLICT DO UPDATE SET
            watched_since = min(watched_since, $since),
            last_authentic_at = CASE
                WHEN last_authentic_at IS NULL OR $last > last_authentic_at OR last_authentic_at > $now THEN coalesce($last, last_authentic_at)
                ELSE last_authentic_at END
        """);

    /// <returns>Always true: a failure is thrown.</returns>
    public bool Run(IReadOnlyList<SubscriptionContact> contacts, DateTimeOffset now)
    {
        foreach (var contact in contacts)
        {
            _note.Run(
                ("$subscription", contact.Subscription), ("$since", contact.WatchedSince), ("$last", contact.LastAuthenticAt),
                ("$now", now));
        }

        return true;
    }
}

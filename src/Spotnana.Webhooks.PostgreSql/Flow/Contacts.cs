using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Stores and reads when subscriptions were last heard.</summary>
internal sealed class Contacts(InboxClock clock)
{
    // No time later than the database's clock: a replica whose clock is ahead would hide a silence.
    private const string NoteSql =
        $"""
        INSERT INTO contact AS known (subscription, watched_since, last_authentic_at)
        SELECT subscription, since, CASE WHEN last IS NOT NULL THEN least(last, {InboxClock.Sql}) END FROM unnest($2, $3, $4) AS news (subscription, since, last)
        ORDER BY subscription
        ON CONFLICT (subscription) DO UPDATE SET
            watched_since = least(known.watched_since, excluded.watched_since),
            last_authentic_at = CASE
                WHEN known.last_authentic_at > {InboxClock.Sql} THEN coalesce(excluded.last_authentic_at, known.last_authentic_at)
                ELSE greatest(known.last_authentic_at, excluded.last_authentic_at) END
        """;

    // By what was noted and by the newest deliveries, which may have come since.
    private const string ReadSql =
        """
        SELECT subscription, min(since), max(last)
        FROM (
            SELECT subscription, watched_since AS since, last_authentic_at AS last FROM contact
            UNION ALL
            SELECT subscription, received_at, received_at
            FROM (SELECT subscription, received_at FROM delivery ORDER BY seq DESC LIMIT 100) AS newest) AS heard
        GROUP BY subscription ORDER BY subscription
        """;

    public Task<int[]> NoteAsync(NpgsqlConnection connection, IReadOnlyList<SubscriptionContact> contacts) => connection.RunAsync(
        CancellationToken.None,
        new Step(
            NoteSql,
            clock.Value,
            Values.Of([.. contacts.Select(contact => contact.Subscription)]),
            Values.Of([.. contacts.Select(contact => contact.WatchedSince)]),
            Values.Of([.. contacts.Select(contact => contact.LastAuthenticAt)])));

    public static async Task<IReadOnlyList<SubscriptionContact>> ReadAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.ReadAsync(
            row => new SubscriptionContact(row.GetString(0), row.Time(1), row.TimeOrNull(2)), new(ReadSql), cancellationToken)
            .ConfigureAwait(false);
}

using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>Shares which handlers cannot work among replicas. Times are moved to the database's clock.</summary>
internal sealed class Outages(InboxClock clock, TimeProvider time)
{
    private const string NoteSql =
        $"""
        INSERT INTO outage (handler, replica, since, error, next_try_at, valid_until)
        VALUES ($2, $3, {InboxClock.Sql} + $4, $5, {InboxClock.Sql} + $6, {InboxClock.Sql} + $7)
        ON CONFLICT (handler, replica) DO UPDATE
        SET error = excluded.error, next_try_at = excluded.next_try_at, valid_until = excluded.valid_until
        """;

    private const string ForgetSql = $"DELETE FROM outage WHERE valid_until < {InboxClock.Sql}";

    private const string EndSql = "DELETE FROM outage WHERE handler = $1 AND replica = $2";

    private const string ReadSql = $"SELECT handler, since, error, next_try_at FROM outage WHERE valid_until >= {InboxClock.Sql}";

    // Replicas have no names: this one is who it is as long as it runs.
    private readonly string _replica = Guid.NewGuid().ToString("N");

    public Task<int[]> NoteAsync(NpgsqlConnection connection, HandlerOutage outage, TimeSpan lasting)
    {
        var now = time.GetUtcNow();
        return connection.RunAsync(
            CancellationToken.None,
            new(ForgetSql, clock.Value),
            new(
                NoteSql, clock.Value, Values.Of(outage.Handler), Values.Of(_replica), Values.Of(outage.Since - now),
                Values.Of(StoredText.Fitting(outage.LastError)), Values.Of(outage.NextTryAt - now), Values.Of(lasting)));
    }

    public Task<int[]> EndAsync(NpgsqlConnection connection, string handler) =>
        connection.RunAsync(CancellationToken.None, new Step(EndSql, Values.Of(handler), Values.Of(_replica)));

    public Task<List<HandlerOutage>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ReadAsync(
            row => new HandlerOutage(row.GetString(0), row.Time(1), row.GetString(2), row.Time(3)),
            new(ReadSql, clock.Value),
            cancellationToken);
}

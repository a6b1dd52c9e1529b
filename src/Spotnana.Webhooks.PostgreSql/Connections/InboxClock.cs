using Npgsql;
using NpgsqlTypes;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>
/// The clock that decides what is due: the database's, which all replicas share. If each went by the clock of its machine, a lease could be
/// given out twice. Every statement that needs the time takes it as <see cref="Sql"/>, whose parameter is NULL; only tests, which move time
/// by hand, set it.
/// </summary>
internal sealed class InboxClock(TimeProvider? instead = null)
{
    /// <summary>The time when the transaction began. The first parameter of a statement with this in it is <see cref="Value"/>.</summary>
    public const string Sql = "coalesce($1, now())";

    /// <summary>The present time, which goes on within a transaction.</summary>
    public const string RunningSql = "coalesce($1, clock_timestamp())";

    private const string NowSql = $"SELECT {Sql}";

    public NpgsqlParameter Value => instead is null
        ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        : Values.Of(instead.GetUtcNow());

    public async Task<DateTimeOffset> ReadNowAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.ReadAsync(row => row.Time(0), new(NowSql, Value), cancellationToken).ConfigureAwait(false))[0];
}

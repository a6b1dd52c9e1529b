using Npgsql;
using NpgsqlTypes;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>
/// Which clock says what is due. The database's, which all replicas share: whoever compares the clocks of two machines gives a lease out twice. Every statement
/// that needs the time takes it as <see cref="Sql"/>, whose parameter is NULL; only tests, which move time by hand, put theirs there.
/// </summary>
internal sealed class InboxClock(TimeProvider? instead = null)
{
    /// <summary>The time within one transaction; <see cref="Value"/> is the first parameter of every statement that has this in it.</summary>
    public const string Sql = "coalesce($1, now())";

    /// <summary>The time that goes on within a transaction.</summary>
    public const string RunningSql = "coalesce($1, clock_timestamp())";

    public NpgsqlParameter Value => instead is null
        ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        : Values.Of(instead.GetUtcNow());
}

using Npgsql;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>One statement of a round trip.</summary>
/// <param name="Sql">The statement, with $1, $2 and so on as its parameters.</param>
/// <param name="Values">Those parameters, in their order.</param>
internal sealed record Step(string Sql, params NpgsqlParameter[] Values)
{
    public static Step Begin { get; } = new("BEGIN");

    public static Step Commit { get; } = new("COMMIT");

    public static Step Rollback { get; } = new("ROLLBACK");

    /// <summary>Called with each row of the result. Set for statements that return rows, and for no others.</summary>
    public Action<NpgsqlDataReader>? Row { get; init; }
}

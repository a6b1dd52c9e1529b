using Npgsql;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>One statement of a round trip.</summary>
/// <param name="Sql">The statement; its parameters are $1, $2 and so on.</param>
/// <param name="Values">The parameters in their order.</param>
internal sealed record Step(string Sql, params NpgsqlParameter[] Values)
{
    public static Step Begin { get; } = new("BEGIN");

    public static Step Commit { get; } = new("COMMIT");

    public static Step Rollback { get; } = new("ROLLBACK");

    /// <summary>Sees each row that the statement returns. Set for every statement that returns any, and for no other.</summary>
    public Action<NpgsqlDataReader>? Row { get; init; }
}

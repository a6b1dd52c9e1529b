using Npgsql;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>The key of a lane.</summary>
/// <param name="Handler">The handler that it belongs to.</param>
/// <param name="Subscription">The subscription of its deliveries.</param>
/// <param name="Subject">The subject of its deliveries.</param>
/// <param name="Own">Where there is no subject: the number of the one delivery whose lane it is. Else null.</param>
internal readonly record struct LaneKey(string Handler, string Subscription, string? Subject, long? Own = null)
{
    public const string Columns = "lane.handler, lane.subscription, lane.subject";

    /// <summary>The number of columns.</summary>
    public const int Width = 3;

    /// <summary>Reads a lane that has a subject.</summary>
    public static LaneKey Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2));
}

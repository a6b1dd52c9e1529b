using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>A handling that was chosen to be discarded and is still pending, its lane locked.</summary>
/// <param name="Delivery">The number of its delivery.</param>
/// <param name="Handler">Its handler.</param>
/// <param name="Lane">The id of its lane.</param>
/// <param name="IsLeased">Whether it is leased.</param>
/// <param name="IsLater">Whether its lane is due later, as it is while a lease lasts.</param>
internal readonly record struct ChosenHandling(long Delivery, string Handler, long Lane, bool IsLeased, bool IsLater)
{
    public const string Columns =
        $"""
        handling.delivery, handling.handler, handling.lane,
            coalesce(lane.leased = handling.delivery, false), coalesce(lane.due_at > {InboxClock.Sql}, false)
        """;

    /// <summary>Whether somebody holds a lease of it that has not run out.</summary>
    public bool IsHeld => IsLeased && IsLater;

    public static ChosenHandling Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetBoolean(3), row.GetBoolean(4));
}

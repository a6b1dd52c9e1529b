using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Operators;

/// <summary>A handling that waits.</summary>
/// <param name="Delivery">The number of its delivery.</param>
/// <param name="Handler">Its handler.</param>
/// <param name="Lane">The key of its lane.</param>
/// <param name="Since">Since when it waits, as it is stored.</param>
/// <param name="DueAt">When it is due, as it is stored.</param>
internal readonly record struct Waiting(long Delivery, string Handler, long Lane, long Since, long DueAt)
{
    public const string Columns = "delivery, handler, lane, received_at, due_at";

    /// <summary>One step through what waits for a handler, the longest first.</summary>
    public const string OfHandlerSql =
        $"""
        SELECT {Columns} FROM handling
        WHERE handler = $handler AND state = 0 AND (received_at, delivery) > ($since, $after) AND received_at <= $until
        ORDER BY received_at, delivery LIMIT $limit
        """;

    /// <summary>Reads the step behind a place.</summary>
    /// <param name="ofHandler"><see cref="OfHandlerSql"/>, prepared.</param>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="after">The place where the last step ended.</param>
    /// <param name="until">Handlings that wait since later are left.</param>
    /// <param name="limit">How many handlings one step looks at.</param>
    public static List<Waiting> StepOf(Statement ofHandler, string handler, Place after, DateTimeOffset until, int limit) =>
        ofHandler.ReadAll(
            Read, ("$handler", handler), ("$since", after.Since), ("$after", after.Delivery), ("$until", until), ("$limit", limit));

    public static Waiting Read(Statement.Rows row) =>
        new(row.Integer(0), row.Text(1), row.Integer(2), row.Integer(3), row.Integer(4));

    /// <summary>Where a walk in steps of so many goes on. Null: that was all.</summary>
    public static Place? PlaceAfter(List<Waiting> step, int limit) =>
        step.Count == limit ? new Place(step[^1].Since, step[^1].Delivery) : null;
}

using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Upkeep;

/// <summary>
/// How far bodies are pruned, in the order in which their deliveries were settled. It is kept so that no delivery is looked at again and
/// again during the weeks that its row outlives its body. What is settled later comes after it. Should a body ever be missed, it goes with
/// its delivery.
/// </summary>
internal sealed class PrunedPlace(SqliteSession session, string name)
{
    private readonly Statement _read = session.Prepare(
        $"""
        SELECT max(iif(key = '{name}_at', value, NULL)), max(iif(key = '{name}_seq', value, NULL)) FROM meta
        WHERE key IN ('{name}_at', '{name}_seq')
        """);
    private readonly Statement _move = session.Prepare(
        $"""
        INSERT INTO meta (key, value) VALUES ('{name}_at', $settled_at), ('{name}_seq', $delivery)
        ON CONFLICT DO UPDATE SET value = excluded.value
        """);
    private readonly Statement _reset = session.Prepare($"DELETE FROM meta WHERE key IN ('{name}_at', '{name}_seq')");

    public (long SettledAt, long Sequence) Read() => _read.ReadAll(ReadRow)[0]; // an aggregate: always one row

    public void Move(long settledAt, long sequence) => _move.Run(("$settled_at", settledAt), ("$delivery", sequence));

    public void Reset() => _reset.Run();

    private static (long SettledAt, long Sequence) ReadRow(Statement.Rows row) =>
        row.IsNull(0) ? (long.MinValue, 0) : (row.Integer(0), row.Integer(1));
}

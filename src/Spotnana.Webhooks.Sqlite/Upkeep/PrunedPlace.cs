using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Upkeep;

/// <summary>
/// How far bodies are pruned, in the order in which their deliveries were settled, so that no delivery is looked at again for weeks only because
/// its row is still there. What is settled later stands behind it, and what it should ever miss goes with its delivery.
/// </summary>
internal sealed class PrunedPlace(SqliteSession session, string name)
{
    private readonly Statement _read = session.Prepare(
        $"SELECT max(iif(key = '{name}_at', value, NULL)), max(iif(key = '{name}_seq', value, NULL)) FROM meta WHERE key IN ('{name}_at', '{name}_seq')");
    private readonly Statement _move = session.Prepare(
        $"INSERT INTO meta (key, value) VALUES ('{name}_at', $settled_at), ('{name}_seq', $delivery) ON CONFLICT DO UPDATE SET value = excluded.value");
    private readonly Statement _reset = session.Prepare($"DELETE FROM meta WHERE key IN ('{name}_at', '{name}_seq')");

    public (long SettledAt, long Sequence) Read()
    {
        using var row = _read.Read();
        return row.Next() && !row.IsNull(0) ? (row.Integer(0), row.Integer(1)) : (long.MinValue, 0);
    }

    public void Move(long settledAt, long sequence) => _move.Run(("$settled_at", settledAt), ("$delivery", sequence));

    public void Reset() => _reset.Run();
}

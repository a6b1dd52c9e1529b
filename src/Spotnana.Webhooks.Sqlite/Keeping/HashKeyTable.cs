using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>Reads and writes the keys that names are hashed with.</summary>
internal sealed class HashKeyTable(SqliteSession session)
{
    private readonly Statement _read = session.Prepare("SELECT id, is_own, key_id, value FROM hash_key ORDER BY id");
    private readonly Statement _wrap = session.Prepare("UPDATE hash_key SET key_id = $key_id, value = $value WHERE id = $id");
    private readonly Statement _add = session.Prepare(
        "INSERT INTO hash_key (id, is_own, key_id, value) VALUES ($id, $is_own, $key_id, $value) ON CONFLICT DO NOTHING");

    public IReadOnlyList<StoredHashKey> Read() => _read.ReadAll(
        static row => new StoredHashKey(row.Text(0), row.IsTrue(1), row.TextOrNull(2), row.Bytes(3)));

    public bool Keep(StoredHashKey key)
    {
        if (_wrap.Run(("$key_id", key.KeyId), ("$value", key.Value), ("$id", key.Id)) > 0)
        {
            session.Log.BodiesRemoved(); // what stood there before was the key as it is
            return true;
        }

        return _add.Run(("$id", key.Id), ("$is_own", key.IsOwn ? 1 : 0), ("$key_id", key.KeyId), ("$value", key.Value)) > 0;
    }
}

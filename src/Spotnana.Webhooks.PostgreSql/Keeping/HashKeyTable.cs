using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

/// <summary>Reads and writes the keys that names are hashed with.</summary>
internal static class HashKeyTable
{
    private const string ReadSql = "SELECT id, is_own, key_id, value FROM hash_key ORDER BY id";
    private const string WrapSql = "UPDATE hash_key SET key_id = $2, value = $3 WHERE id = $1";
    private const string AddSql =
        "INSERT INTO hash_key (id, is_own, key_id, value) VALUES ($1, $4::integer = 1, $2, $3) ON CONFLICT DO NOTHING";

    public static async Task<IReadOnlyList<StoredHashKey>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.ReadAsync(
            row => new StoredHashKey(row.GetString(0), row.GetBoolean(1), row.TextOrNull(2), row.Bytes(3)), new(ReadSql), cancellationToken)
            .ConfigureAwait(false);

    public static Task<int[]> KeepAsync(NpgsqlConnection connection, StoredHashKey key, CancellationToken cancellationToken) =>
        connection.RunAsync(
            cancellationToken,
            new Step(WrapSql, Values.Of(key.Id), Values.Of(key.KeyId), Values.Of(key.Value.ToArray())),
            new Step(AddSql, Values.Of(key.Id), Values.Of(key.KeyId), Values.Of(key.Value.ToArray()), Values.Of(key.IsOwn ? 1 : 0)));
}

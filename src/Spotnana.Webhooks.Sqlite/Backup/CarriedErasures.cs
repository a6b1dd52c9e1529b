using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;

namespace Spotnana.Webhooks.Sqlite.Backup;

/// <summary>
/// Brings the erasures of the file that is replaced into the one that takes its place, which holds what they have erased: the service
/// erases it again. With each goes the key that its hash was made with.
/// </summary>
internal static class CarriedErasures
{
    private const string ReadSql =
        "SELECT id, at, by, cause, subscription, reaches, kind, hash_key, hash, length FROM erasure WHERE hash IS NOT NULL";

    private const string ReadKeysSql =
        "SELECT id, is_own, key_id, value FROM hash_key WHERE id IN (SELECT hash_key FROM erasure WHERE hash IS NOT NULL)";

    // Of two own keys the one that is there stays.
    private const string WriteKeySql =
        """
        INSERT INTO hash_key (id, is_own, key_id, value)
        VALUES ($id, $is_own AND NOT EXISTS (SELECT 1 FROM hash_key WHERE is_own = 1), $key_id, $value) ON CONFLICT DO NOTHING
        """;

    private const string WriteSql =
        """
        INSERT INTO erasure (id, at, by, cause, subscription, reaches, kind, hash_key, hash, length, scanned, erased, swept, completed_at)
        VALUES ($id, $at, $by, $cause, $subscription, $reaches, $kind, $hash_key, $hash, $length, 0, 0, 0, NULL)
        ON CONFLICT (id) DO UPDATE
        SET hash_key = excluded.hash_key, hash = excluded.hash, scanned = 0, erased = 0, swept = 0, completed_at = NULL
        """;

    /// <param name="from">The file that is replaced. It stays as it is.</param>
    /// <param name="to">The file that takes its place. Nobody else uses it.</param>
    /// <returns>How many; or why they cannot be read.</returns>
    public static (int Count, string? Problem) Carry(string from, string to)
    {
        if (!File.Exists(from) || new FileInfo(from).Length == 0)
            return (0, File.Exists(from + "-wal") ? $"{from} is missing or empty, but its log is not." : null);
        if (!LogFile.MayBelongTo(from))
            return (0, $"the log {from}-wal does not belong to it.");

        List<SqlValue[]> erasures, keys;
        try
        {
            using var session = SqliteSession.OpenToRead(from);
            session.Begin();
            if (session.ReadInteger("SELECT count(*) FROM sqlite_schema WHERE name IN ('erasure', 'hash_key')") < 2)
                return (0, null); // of a release that erases nothing
            (erasures, keys) = (session.Prepare(ReadSql).ReadAll(ReadErasure), session.Prepare(ReadKeysSql).ReadAll(ReadKey));
        }
        catch (SqliteException failure)
        {
            return (0, $"{failure.Message.TrimEnd('.')}.");
        }

        DatabaseFiles.Explained(to, () => Write(to, erasures, keys));
        return (erasures.Count, null);
    }

    private static void Write(string to, List<SqlValue[]> erasures, List<SqlValue[]> keys)
    {
        using var session = SqliteSession.OpenAlone(to);
        var (writeKey, write) = (session.Prepare(WriteKeySql), session.Prepare(WriteSql));
        session.Begin();
        foreach (var key in keys)
            writeKey.Run(("$id", key[0]), ("$is_own", key[1]), ("$key_id", key[2]), ("$value", key[3]));
        foreach (var row in erasures)
            write.Run(
                ("$id", row[0]), ("$at", row[1]), ("$by", row[2]), ("$cause", row[3]), ("$subscription", row[4]), ("$reaches", row[5]),
                ("$kind", row[6]), ("$hash_key", row[7]), ("$hash", row[8]), ("$length", row[9]));
        session.Commit();
    }

    private static SqlValue[] ReadErasure(Statement.Rows row) =>
    [
        row.Text(0), row.Integer(1), row.Text(2), row.Integer(3), row.TextOrNull(4), row.Text(5), row.Integer(6), row.Text(7),
        (ReadOnlyMemory<byte>)row.Bytes(8), row.Integer(9),
    ];

    private static SqlValue[] ReadKey(Statement.Rows row) =>
        [row.Text(0), row.Integer(1), row.TextOrNull(2), (ReadOnlyMemory<byte>)row.Bytes(3)];
}

using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>Proves that the inbox can be written to.</summary>
internal sealed class Probing(SqliteSession session, string path)
{
    private readonly Statement _write = session.Prepare(
        "INSERT INTO meta (key, value) VALUES ('probed_at', $now) ON CONFLICT DO UPDATE SET value = $now");

    /// <summary>
    /// Writes a little, and checks that the files are still there: SQLite would go on writing into files that somebody has removed.
    /// </summary>
    /// <returns>Always true: a failure is thrown.</returns>
    public bool Run(DateTimeOffset now)
    {
        _write.Run(("$now", now));
        return File.Exists(path) && File.Exists(path + "-wal")
            ? true
            : throw new FileNotFoundException($"{path} or {path}-wal was removed while in use.");
    }
}

using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Schema;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>Gets the file ready and opens the connection that writes, or says why that cannot be. Never deletes anything.</summary>
internal static class InboxFile
{
    public static SqliteSession Open(string path)
    {
        var isNew = IsMissingOrEmpty(path);
        if (isNew && !IsMissingOrEmpty(path + "-wal"))
            throw new InboxStartException(
                $"{path} is missing or empty, but its log {path}-wal is not: deliveries would be lost. " +
                "Put the file back, or move the log away to start with an empty inbox. Nothing was changed.");

        PrivateFiles.Create(path);
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
            PrivateFiles.Restrict(path + suffix);

        var session = SqliteSession.Open(path, isNew);
        try
        {
            var version = SqliteSchema.Check(session, path);
            session.UseWriteAheadLog();
            SqliteSchema.Migrate(session, version);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static bool IsMissingOrEmpty(string path) => !File.Exists(path) || new FileInfo(path).Length == 0;
}

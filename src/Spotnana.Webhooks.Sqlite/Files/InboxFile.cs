using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Schema;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>Gets the file ready and opens the connection that writes, or says why that cannot be. Never deletes anything.</summary>
internal static class InboxFile
{
    /// <param name="path">The inbox file.</param>
    /// <param name="keys">The keys of its bodies. Null: none.</param>
    public static SqliteSession Open(string path, EncryptionKeys? keys = null)
    {
        RestoreNote.Check(path);
        var isNew = IsMissingOrEmpty(path);
        if (isNew && !IsMissingOrEmpty(path + "-wal"))
            throw new InboxStartException(
                $"{path} is missing or empty, but its log {path}-wal is not: deliveries would be lost. " +
                "Put the file back, or move the log away to start with an empty inbox. Nothing was changed.");

        if (HardLinks.Count(path) is > 1 and var names)
            throw new InboxStartException(
                $"{path} has {names} names (hard links): under another one a second process could own it, too. Leave it one name: "
                + $"find -samefile '{path}' lists them. Nothing was changed.");
        if (!LogFile.MayBelongTo(path))
            throw new InboxStartException(
                $"The log {path}-wal does not belong to {path}: together they would be a damaged inbox. Was a backup copied over the file? "
                + $"Do it so: spotnana-webhooks inbox restore BACKUP --sqlite '{path}'. Nothing was changed.");

        PrivateFiles.Create(path);
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
            PrivateFiles.Restrict(path + suffix);

        var session = SqliteSession.Open(path, isNew);
        try
        {
            keys ??= EncryptionKeys.None;
            var version = SqliteSchema.Check(session, path);
            if (version > 0)
                EncryptionNote.Check(session, path, keys);
            session.UseWriteAheadLog();
            session.SwitchTriggersOff();
            DamageNote.Check(session, path);
            SqliteSchema.Migrate(session, version);
            EncryptionNote.Write(session, keys);
            session.Bodies = new BodyCodec(SqliteSchema.HasNewLayout(session) ? new SnappyCompression() : null, keys);
            session.Tallies.Load();
            session.Log.EmptyAtStart(); // from here on it has a mark
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

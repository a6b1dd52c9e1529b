using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Schema;

/// <summary>Notes in the table meta that bodies may be encrypted. Looking at all of them would take long.</summary>
internal static class EncryptionNote
{
    private const string IsNotedSql = "SELECT count(*) FROM meta WHERE key = 'encrypted'";
    private const string IsAnySql = "SELECT EXISTS (SELECT 1 FROM payload WHERE key_id IS NOT NULL)";

    /// <summary>Refuses an inbox with encrypted bodies where there is no key at all. Changes nothing.</summary>
    public static void Check(SqliteSession session, string path, EncryptionKeys keys)
    {
        if (keys.First is null && session.ReadInteger(IsNotedSql) > 0 && session.ReadInteger(IsAnySql) > 0)
            throw EncryptionKeys.MissingFor($"The inbox file {path}");
    }

    /// <summary>Notes it where there is a key.</summary>
    public static void Write(SqliteSession session, EncryptionKeys keys)
    {
        if (keys.First is not null)
            session.Execute("INSERT INTO meta (key, value) VALUES ('encrypted', 1) ON CONFLICT DO NOTHING");
    }
}

using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Sqlite.Schema;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>An inbox file as the release before schema version 3 makes it: small pages, and triggers that keep the numbers.</summary>
internal static class OldFile
{
    public static void Create(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(
            $"""
            PRAGMA auto_vacuum = INCREMENTAL;
            PRAGMA journal_mode = WAL;
            {SchemaScript.Version1}
            {SchemaScript.Version2}
            PRAGMA application_id = {SqliteSchema.ApplicationId};
            INSERT INTO meta (key, value) VALUES ('schema_version', 2), ('oldest_reader_version', 1);
            """,
            connection);
        command.ExecuteNonQuery();
    }
}

using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Schema;

/// <summary>Makes the tables, or checks that those in the file are ones that this release understands.</summary>
/// <remarks>
/// A migration adds and never removes: what it replaces goes a release later. So a release works on a file of the release after it,
/// and <c>oldest_reader_version</c> says how far back that holds.
/// </remarks>
internal static class SqliteSchema
{
    /// <summary>The version that this release writes: the number of migrations.</summary>
    public static long Version => Migrations.Length;

    /// <summary>The oldest version whose release works with a file that was made before layout 2, and so has not that.</summary>
    public const long OldestReaderVersion = 1;

    // "Spot". Tells an inbox from any other SQLite file.
    internal const long ApplicationId = 0x53706F74;

    private static readonly string[] Migrations =
        [SchemaScript.Version1, SchemaScript.Version2, SchemaScript.Version3, SchemaScript.Version4, SchemaScript.Version5];

    /// <summary>Refuses a file of another program or of a release that is too new. Changes nothing.</summary>
    /// <returns>The version in the file, 0 for an empty one.</returns>
    public static long Check(SqliteSession session, string path)
    {
        var application = session.ReadInteger("PRAGMA application_id");
        if (application == 0 && session.ReadInteger("SELECT count(*) FROM sqlite_schema") == 0)
            return 0;
        if (application != ApplicationId)
            throw new InboxStartException(
                $"{path} is a SQLite database, but not an inbox. Set Inbox:Sqlite:Path to another file. Nothing was changed.");

        var version = session.ReadInteger("SELECT value FROM meta WHERE key = 'schema_version'");
        var oldestReader = session.ReadInteger("SELECT value FROM meta WHERE key = 'oldest_reader_version'");
        if (oldestReader > Version)
            throw new InboxStartException(
                $"The inbox file {path} has schema version {version}, which only releases that know version {oldestReader} can use; " +
                $"this one knows version {Version}. Start the newer release again. Nothing was changed.");
        return version;
    }

    /// <summary>As <see cref="Check"/>, but refuses an empty file, too.</summary>
    public static void CheckThere(SqliteSession session, string path)
    {
        if (Check(session, path) == 0)
            throw new InboxStartException($"{path} is empty: it is no inbox.");
    }

    /// <summary>Whether the file has layout 2: see <see cref="SchemaScript.Version3"/>.</summary>
    public static bool HasNewLayout(SqliteSession session) => session.ReadInteger("SELECT value FROM meta WHERE key = 'layout'") > 1;

    /// <summary>Runs the migrations that the file lacks, all or none. A new file gets layout 2, any other keeps its own.</summary>
    public static void Migrate(SqliteSession session, long from)
    {
        if (from >= Version)
            return;

        session.Begin();
        try
        {
            foreach (var migration in Migrations.Skip((int)from))
                session.Execute(migration);
            session.Execute(
                $"""
                PRAGMA application_id = {ApplicationId};
                INSERT INTO meta (key, value) VALUES ('schema_version', {Version}), ('oldest_reader_version', {OldestReaderVersion})
                ON CONFLICT DO UPDATE SET value = max(value, excluded.value);
                {(from == 0 ? SchemaScript.Layout2 : "")}
                """);
            session.Commit();
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    /// <summary>Makes layout 2 of the first one, all or nothing. The size of the pages stays.</summary>
    public static void MoveToNewLayout(SqliteSession session)
    {
        session.Begin();
        try
        {
            session.Execute(SchemaScript.Layout2);
            session.Commit();
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }
}

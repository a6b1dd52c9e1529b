using System.Globalization;
using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Schema;

/// <summary>Makes the tables, or checks that those in the database are ones that this release understands.</summary>
/// <remarks>
/// A migration adds and never removes: what it replaces goes a release later. So a release works beside the next one on the same tables,
/// and <c>oldest_reader_version</c> tells how far back that holds.
/// </remarks>
internal static class PostgreSqlSchema
{
    /// <summary>The version that this release writes: the number of migrations.</summary>
    public static int Version => Migrations.Length;

    /// <summary>The oldest version whose releases can work with rows that this release writes.</summary>
    public const int OldestReaderVersion = 1;

    // "Spot" and "migr": several replicas that start at once migrate one after another.
    private const long MigrationLock = 0x53706F74_6D696772;

    // Not by to_regclass, which remembers for the length of a transaction that there was none.
    private const string HasMetaSql =
        "SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1 AND relname = 'meta'";

    private const string ReadVersionsSql = "SELECT key, value FROM meta WHERE key IN ('schema_version', 'oldest_reader_version')";

    private const string HasSchemaSql = "SELECT 1 FROM pg_namespace WHERE nspname = $1";

    private const string WriteVersionsSql =
        """
        INSERT INTO meta VALUES ('schema_version', $1), ('oldest_reader_version', $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """;

    private static readonly string[] Migrations =
    [
        SchemaScript.Version1, SchemaScript.Version2, SchemaScript.Version3, SchemaScript.Version4, SchemaScript.Version5,
        SchemaScript.Version6,
    ];

    /// <summary>Brings the tables up to date. Where they are already, the right to read them is enough.</summary>
    public static async Task OpenAsync(
        NpgsqlConnection connection, string schema, EncryptionKeys keys, CancellationToken cancellationToken)
    {
        var version = await CheckAsync(connection, schema, cancellationToken).ConfigureAwait(false);
        if (version > 0)
            await EncryptionNote.CheckAsync(connection, keys, cancellationToken).ConfigureAwait(false);
        if (version < Version)
            await MigrateAloneAsync(connection, schema, cancellationToken).ConfigureAwait(false);
        await EncryptionNote.WriteAsync(connection, keys, cancellationToken).ConfigureAwait(false);
    }

    private static async Task MigrateAloneAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await connection.RunAsync(
            cancellationToken,
            new Step("SET LOCAL lock_timeout = '60s'"),
            new Step($"SELECT pg_advisory_xact_lock({MigrationLock})")).ConfigureAwait(false);

        // Another replica may have been faster.
        var version = await CheckAsync(connection, schema, cancellationToken).ConfigureAwait(false);
        if (version < Version)
            await MigrateAsync(connection, schema, version, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The version of the tables, 0 where there are none.</returns>
    private static async Task<int> CheckAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var meta = await connection.ReadAsync(_ => true, new(HasMetaSql, Values.Of(schema)), cancellationToken).ConfigureAwait(false);
        if (meta.Count == 0)
            return 0;

        var versions = await connection.ReadAsync(
            row => (Key: row.GetString(0), Value: row.GetString(1)), new(ReadVersionsSql), cancellationToken).ConfigureAwait(false);
        int Read(string key) => int.Parse(versions.Find(row => row.Key == key).Value ?? "0", CultureInfo.InvariantCulture);
        var (version, oldestReader) = (Read("schema_version"), Read("oldest_reader_version"));
        if (version == 0)
            throw new InboxStartException(
                $"The schema {schema} of the inbox database has a table meta that is not this inbox's. " +
                "Name another schema in the connection string (Search Path=…). Nothing was changed.");
        if (oldestReader > Version)
            throw new InboxStartException(
                $"The inbox database has schema version {version}, which only releases that know version {oldestReader} can use; " +
                $"this one knows version {Version}. Start the newer release again. Nothing was changed.");
        return version;
    }

    private static async Task MigrateAsync(NpgsqlConnection connection, string schema, int from, CancellationToken cancellationToken)
    {
        // The schema is made only where it is missing: a role may own it without the right to make one.
        var existing = await connection.ReadAsync(_ => true, new(HasSchemaSql, Values.Of(schema)), cancellationToken).ConfigureAwait(false);
        var script = (existing.Count > 0 ? "" : $"CREATE SCHEMA {schema};\n") + string.Join('\n', Migrations.Skip(from));
        await using (var command = new NpgsqlCommand(script, connection))
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await connection.RunAsync(
            cancellationToken,
            new Step(
                WriteVersionsSql,
                Values.Of(Version.ToString(CultureInfo.InvariantCulture)),
                Values.Of(OldestReaderVersion.ToString(CultureInfo.InvariantCulture)))).ConfigureAwait(false);
    }
}

using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Schema;

/// <summary>Notes in the table meta that bodies may be encrypted. Looking at all of them would take long.</summary>
internal static class EncryptionNote
{
    private const string IsNotedSql = "SELECT 1 FROM meta WHERE key = 'encrypted'";
    private const string IsAnySql = "SELECT 1 FROM payload WHERE key_id IS NOT NULL LIMIT 1";
    private const string WriteSql = "INSERT INTO meta VALUES ('encrypted', '1') ON CONFLICT DO NOTHING";

    /// <summary>Refuses an inbox with encrypted bodies where there is no key at all. Changes nothing.</summary>
    public static async Task CheckAsync(NpgsqlConnection connection, EncryptionKeys keys, CancellationToken cancellationToken)
    {
        if (keys.First is null
            && await HasRowAsync(connection, IsNotedSql, cancellationToken).ConfigureAwait(false)
            && await HasRowAsync(connection, IsAnySql, cancellationToken).ConfigureAwait(false))
        {
            throw EncryptionKeys.MissingFor("The inbox database");
        }
    }

    /// <summary>Notes it where there is a key.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, EncryptionKeys keys, CancellationToken cancellationToken)
    {
        if (keys.First is not null && !await HasRowAsync(connection, IsNotedSql, cancellationToken).ConfigureAwait(false))
            await connection.RunAsync(cancellationToken, new Step(WriteSql)).ConfigureAwait(false);
    }

    private static async Task<bool> HasRowAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken) =>
        await connection.ReadAsync(_ => true, new(sql), cancellationToken).ConfigureAwait(false) is [_, ..];
}

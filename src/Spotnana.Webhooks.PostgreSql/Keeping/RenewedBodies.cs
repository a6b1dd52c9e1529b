using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

/// <summary>Writes bodies that were encrypted anew over those that were read, where they are still the same.</summary>
internal static class RenewedBodies
{
    internal const string WriteSql =
        """
        UPDATE payload SET codec = renewed.codec, key_id = renewed.key_id, body = renewed.body
        FROM unnest($1, $2, $3, $4, $5, $6) AS renewed (seq, former_codec, former_key_id, codec, key_id, body)
        WHERE payload.seq = renewed.seq AND payload.seq = ANY($1)
            AND payload.codec = renewed.former_codec AND payload.key_id IS NOT DISTINCT FROM renewed.former_key_id
        """;

    public static async Task<int> WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<RenewedRow> rows, CancellationToken cancellationToken)
    {
        var write = new Step(
            WriteSql,
            Values.Of([.. rows.Select(row => row.Sequence)]),
            Values.Of([.. rows.Select(row => row.Body.FormerCodec)]),
            Values.Of([.. rows.Select(row => row.Body.FormerKeyId)]),
            Values.Of([.. rows.Select(row => row.Body.Codec)]),
            Values.Of([.. rows.Select(row => row.Body.KeyId)]),
            Values.Of([.. rows.Select(row => (ReadOnlyMemory<byte>?)row.Body.Bytes)]));
        return (await connection.RunAsync(cancellationToken, write).ConfigureAwait(false))[0];
    }
}

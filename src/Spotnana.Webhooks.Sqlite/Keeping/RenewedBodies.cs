using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>Writes bodies that were encrypted anew over those that were read, where they are still the same.</summary>
internal sealed class RenewedBodies(SqliteSession session)
{
    private readonly Statement _write = session.Prepare(
        """
        UPDATE payload SET codec = $codec, key_id = $key_id, body = $body
        WHERE seq = $seq AND codec = $former_codec AND key_id IS $former_key_id
        """);

    public int Write(IReadOnlyList<RenewedRow> bodies)
    {
        var written = 0;
        foreach (var (sequence, body) in bodies)
        {
            written += _write.Run(
                ("$codec", body.Codec), ("$key_id", body.KeyId), ("$body", body.Bytes), ("$seq", sequence),
                ("$former_codec", body.FormerCodec), ("$former_key_id", body.FormerKeyId));
        }

        return written;
    }
}

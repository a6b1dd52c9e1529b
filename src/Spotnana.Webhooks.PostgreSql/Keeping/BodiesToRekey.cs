using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

/// <summary>Finds bodies that are not encrypted with the first key, and encrypts them anew. Writes nothing.</summary>
internal static class BodiesToRekey
{
    // Without the bodies: most of them may have the key already.
    internal const string NextSql =
        """
        SELECT payload.seq, payload.key_id IS NOT DISTINCT FROM $2, delivery.bytes
        FROM (SELECT seq, key_id FROM payload WHERE seq > $1 ORDER BY seq LIMIT $3) AS payload
        CROSS JOIN LATERAL (SELECT bytes FROM delivery WHERE delivery.seq = payload.seq LIMIT 1) AS delivery
        ORDER BY payload.seq
        """;

    internal const string BodiesSql =
        $"""
        SELECT {DeliveryRow.Columns}, {PayloadRow.Columns}
        FROM unnest($1) AS asked (seq)
            CROSS JOIN LATERAL (SELECT * FROM delivery WHERE delivery.seq = asked.seq LIMIT 1) AS delivery
            CROSS JOIN LATERAL (SELECT * FROM payload WHERE payload.seq = asked.seq LIMIT 1) AS payload
        """;

    private const int MostSeen = 2000;
    private const int MostBytes = 4 << 20;

    /// <summary>Reads a batch.</summary>
    /// <returns>The bodies, those that cannot be read, and where to go on.</returns>
    public static async Task<(List<RenewedRow> Bodies, List<BodyDamage> Unreadable, long? Next)> ReadAsync(
        NpgsqlConnection connection, BodyCodec codec, long after, int count, string keyId, CancellationToken cancellationToken)
    {
        var seen = await connection.ReadAsync(
            row => (Sequence: row.GetInt64(0), HasKey: row.GetBoolean(1), Bytes: row.GetInt32(2)),
            new(NextSql, Values.Of(after), Values.Of(keyId), Values.Of(MostSeen)),
            cancellationToken).ConfigureAwait(false);
        var (chosen, bytes, isCut) = (new List<long>(), 0, false);
        foreach (var (sequence, hasKey, size) in seen)
        {
            isCut = chosen.Count == count || bytes >= MostBytes;
            if (isCut)
                break;
            after = sequence;
            if (hasKey)
                continue;
            chosen.Add(sequence);
            bytes += size;
        }

        var (bodies, unreadable) = (new List<RenewedRow>(), new List<BodyDamage>());
        var read = new Step(BodiesSql, Values.Of([.. chosen])) { Row = row => Add(Renew(row, codec)) };
        if (chosen.Count > 0)
            await connection.RunAsync(cancellationToken, read).ConfigureAwait(false);
        return (bodies, unreadable, isCut || seen.Count == MostSeen ? after : null);

        void Add((long Sequence, RenewedBody? Body, BodyDamage? Damage) renewed)
        {
            if (renewed.Body is { } body)
                bodies.Add(new RenewedRow(renewed.Sequence, body));
            if (renewed.Damage is { } damage)
                unreadable.Add(damage);
        }
    }

    private static (long Sequence, RenewedBody? Body, BodyDamage? Damage) Renew(NpgsqlDataReader row, BodyCodec codec)
    {
        const int Body = DeliveryRow.Width;
        var delivery = DeliveryRow.Read(row);
        var (body, damage) = codec.Renew(
            row.GetInt16(Body), row.TextOrNull(Body + 1), row.Bytes(Body + 2), delivery.ToBodyOwner(), delivery.Bytes,
            DeliveryRow.ReadSha256(row));
        return (delivery.Sequence, body, damage);
    }
}

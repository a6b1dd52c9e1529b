using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Reads;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>Finds bodies that are not encrypted with the first key, and encrypts them anew. Writes nothing.</summary>
internal sealed class BodiesToRekey(SqliteSession session)
{
    // Without the bodies: most of them may have the key already.
    internal const string NextSql = "SELECT seq, key_id IS $key_id FROM payload WHERE seq > $after ORDER BY seq LIMIT $limit";

    internal const string BodySql =
        $"""
        SELECT {DeliveryRow.Columns}, {PayloadRow.Columns}
        FROM payload CROSS JOIN delivery ON delivery.seq = payload.seq WHERE payload.seq = $seq
        """;

    private const int MostSeen = 2000;
    private const int MostBytes = 4 << 20;

    private readonly Statement _next = session.Prepare(NextSql);
    private readonly Statement _body = session.Prepare(BodySql);

    /// <summary>Reads a batch.</summary>
    /// <returns>The bodies, those that cannot be read, and where to go on.</returns>
    public (List<RenewedRow> Bodies, List<BodyDamage> Unreadable, long? Next) Read(long after, int count, string keyId)
    {
        var (bodies, unreadable, bytes) = (new List<RenewedRow>(), new List<BodyDamage>(), 0);
        var seen = _next.ReadAll(
            static row => (Sequence: row.Integer(0), HasKey: row.IsTrue(1)),
            ("$key_id", keyId), ("$after", after), ("$limit", MostSeen));
        foreach (var (sequence, hasKey) in seen)
        {
            if (bodies.Count == count || bytes >= MostBytes)
                return (bodies, unreadable, after);

            after = sequence;
            if (hasKey || _body.ReadAll(Renew, ("$seq", sequence)) is not [var (body, damage)])
                continue;
            if (damage is not null)
                unreadable.Add(damage);
            if (body is null)
                continue;
            bodies.Add(new RenewedRow(sequence, body));
            bytes += body.Bytes.Length;
        }

        return (bodies, unreadable, seen.Count == MostSeen ? after : null);
    }

    private (RenewedBody? Body, BodyDamage? Damage) Renew(Statement.Rows row)
    {
        const int Body = DeliveryRow.Width;
        var delivery = DeliveryRow.Read(row);
        return session.Bodies.Renew(
            (short)row.Integer(Body), row.TextOrNull(Body + 1), row.Span(Body + 2), delivery.ToBodyOwner(), delivery.Bytes,
            DeliveryRow.ReadSha256(row));
    }
}

using Npgsql;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

/// <summary>How a row of the table erasure is read and written.</summary>
internal static class ErasureRow
{
    public const string Columns =
        """
        id, at, by, cause, subscription, reaches, kind, hash_key, hash, length, scanned, erased, swept, completed_at,
        (SELECT count(*) FROM erasing WHERE erasing.erasure = erasure.id)
        """;

    private const string AddSql =
        """
        INSERT INTO erasure (id, at, by, cause, subscription, reaches, kind, hash_key, hash, length, scanned, erased, swept, completed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT DO NOTHING
        """;

    // Behind each name, so that none of them is taken for a part of another.
    private const char End = '\n';

    public static Erasure Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(0),
        At = row.Time(1),
        By = row.GetString(2),
        Cause = (ErasureCause)row.GetInt16(3),
        Subscription = row.TextOrNull(4),
        Reaches = row.GetString(5).Split(End, StringSplitOptions.RemoveEmptyEntries),
        Kind = (ErasureKind)row.GetInt16(6),
        HashKeyId = row.GetString(7),
        Hash = row.IsDBNull(8) ? default : row.Bytes(8),
        Length = row.GetInt32(9),
        Scanned = row.GetInt64(10),
        Erased = row.GetInt64(11),
        Progress = (ErasureProgress)row.GetInt16(12),
        CompletedAt = row.TimeOrNull(13),
        Waiting = row.GetInt64(14),
    };

    public static Step Add(Erasure erasure) => new(
        AddSql,
        Values.Of(erasure.Id),
        Values.Of(erasure.At),
        Values.Of(erasure.By),
        Values.Of((short)erasure.Cause),
        Values.Of(erasure.Subscription),
        Values.Of(string.Concat(erasure.Reaches.Select(name => name + End))),
        Values.Of((short)erasure.Kind),
        Values.Of(erasure.HashKeyId),
        Values.Of(erasure.Hash.IsEmpty ? null : erasure.Hash.ToArray()),
        Values.Of((int?)erasure.Length),
        Values.Of((long?)erasure.Scanned),
        Values.Of((long?)erasure.Erased),
        Values.Of((short)erasure.Progress),
        Values.Of(erasure.CompletedAt));
}

using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>How a row of the table erasure is read and written.</summary>
internal static class ErasureRow
{
    public const string Columns =
        """
        id, at, by, cause, subscription, reaches, kind, hash_key, hash, length, scanned, erased, swept, completed_at,
        (SELECT count(*) FROM erasing WHERE erasing.erasure = erasure.id)
        """;

    public const string AddSql =
        """
        INSERT INTO erasure (id, at, by, cause, subscription, reaches, kind, hash_key, hash, length, scanned, erased, swept, completed_at)
        VALUES ($id, $at, $by, $cause, $subscription, $reaches, $kind, $hash_key, $hash, $length, $scanned, $erased, $swept, $completed_at)
        ON CONFLICT DO NOTHING
        """;

    // Behind each name, so that none of them is taken for a part of another.
    private const char End = '\n';

    public static Erasure Read(Statement.Rows row) => new()
    {
        Id = row.Text(0),
        At = row.Time(1),
        By = row.Text(2),
        Cause = (ErasureCause)row.Integer(3),
        Subscription = row.TextOrNull(4),
        Reaches = row.Text(5).Split(End, StringSplitOptions.RemoveEmptyEntries),
        Kind = (ErasureKind)row.Integer(6),
        HashKeyId = row.Text(7),
        Hash = row.IsNull(8) ? default : row.Bytes(8),
        Length = (int)row.Integer(9),
        Scanned = row.Integer(10),
        Erased = row.Integer(11),
        Progress = (ErasureProgress)row.Integer(12),
        CompletedAt = row.TimeOrNull(13),
        Waiting = row.Integer(14),
    };

    public static int Add(Statement add, Erasure erasure) => add.Run(
        ("$id", erasure.Id),
        ("$at", erasure.At),
        ("$by", erasure.By),
        ("$cause", (long)erasure.Cause),
        ("$subscription", erasure.Subscription),
        ("$reaches", string.Concat(erasure.Reaches.Select(name => name + End))),
        ("$kind", (long)erasure.Kind),
        ("$hash_key", erasure.HashKeyId),
        ("$hash", erasure.Hash.IsEmpty ? default(SqlValue) : erasure.Hash),
        ("$length", erasure.Length),
        ("$scanned", erasure.Scanned),
        ("$erased", erasure.Erased),
        ("$swept", (long)erasure.Progress),
        ("$completed_at", erasure.CompletedAt));
}

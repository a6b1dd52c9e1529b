using System.Security.Cryptography;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Checking;

/// <summary>Whether each body can be read, and is the one that was signed.</summary>
internal sealed class Bodies(SqliteSession session, EncryptionKeys keys, Findings findings)
{
    private const string Sql =
        """
        SELECT delivery.seq, subscription, id, copy, bytes, sha256, codec, key_id, body
        FROM delivery JOIN payload ON payload.seq = delivery.seq ORDER BY delivery.seq
        """;

    private readonly BodyCodec _codec = new(new SnappyCompression(), keys);

    /// <summary>How many were read.</summary>
    public long Checked { get; private set; }

    /// <summary>How many were not, as there is no key for them.</summary>
    public long WithoutKey { get; private set; }

    public void Check(Action? onEach, CancellationToken stop)
    {
        using var statement = session.PrepareOnce(Sql);
        using var row = statement.Read();
        while (row.Next())
        {
            stop.ThrowIfCancellationRequested();
            if (row.TextOrNull(7) is { } key && keys.Find(key) is null)
                WithoutKey++;
            else if (Problem(row) is { } problem)
                findings.Add($"the body of {row.Text(2)} ({row.Text(1)}, number {row.Integer(0)}) {problem}");
            onEach?.Invoke();
        }
    }

    private string? Problem(Statement.Rows row)
    {
        Checked++;
        if (row.Integer(4) is < 0 or > int.MaxValue)
            return $"has an impossible length: {row.Integer(4)}";
        try
        {
            var owner = new BodyOwner(row.Text(1), row.Text(2), row.Integer(3));
            var body = _codec.Decode(row.Integer(6), row.TextOrNull(7), row.Span(8), owner, (int)row.Integer(4));
            return SHA256.HashData(body).AsSpan().SequenceEqual(row.Span(5)) ? null : "does not match its SHA-256";
        }
        catch (InvalidDataException failure)
        {
            return $"cannot be read: {failure.Message}";
        }
    }
}

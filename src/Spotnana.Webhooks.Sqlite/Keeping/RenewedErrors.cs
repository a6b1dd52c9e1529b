using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>Encrypts the error texts of attempts with the first key. They are short: it reads and writes them in one go.</summary>
internal sealed class RenewedErrors(SqliteSession session)
{
    private const int MostSeen = 2000;

    private readonly Statement _last = session.Prepare(
        "SELECT max(seq), count(*) FROM (SELECT seq FROM attempt WHERE seq > $after ORDER BY seq LIMIT $limit)");
    private readonly Statement _read = session.Prepare(
        """
        SELECT attempt.seq, delivery.subscription, delivery.id, attempt.handler, attempt.number, attempt.error
        FROM attempt CROSS JOIN delivery ON delivery.seq = attempt.delivery
        WHERE attempt.seq > $after AND attempt.seq <= $last AND substr(attempt.error, 1, length($mark)) <> $mark
        ORDER BY attempt.seq LIMIT $limit
        """);
    private readonly Statement _write = session.Prepare("UPDATE attempt SET error = $error WHERE seq = $seq");

    public RekeyStep Run(long after, int count, EncryptionKeys keys, EncryptionKey first)
    {
        if (_last.ReadAll(static row => (Last: row.IntegerOrNull(0), Count: row.Integer(1)), ("$after", after), ("$limit", MostSeen))
            is not [{ Last: { } last } seen])
            return RekeyStep.Nothing;

        var rows = _read.ReadAll(
            static row => (
                Sequence: row.Integer(0),
                Owner: new ErrorText(row.Text(1), row.Text(2), row.Text(3), (int)row.Integer(4)),
                Error: row.Text(5)),
            ("$after", after), ("$last", last), ("$mark", ErrorText.MarkOf(first)), ("$limit", count));
        var (written, unreadable) = (0, new List<BodyDamage>());
        foreach (var (sequence, owner, error) in rows)
        {
            var (text, damage) = owner.Renew(keys, error);
            if (damage is not null)
                unreadable.Add(damage);
            else
                written += _write.Run(("$error", text), ("$seq", sequence));
        }

        if (written > 0)
            session.Log.BodiesRemoved(); // what stood there before may have been in the clear
        if (rows.Count == count)
            return new RekeyStep(rows[^1].Sequence, written, unreadable);
        return new RekeyStep(seen.Count == MostSeen ? last : null, written, unreadable);
    }
}

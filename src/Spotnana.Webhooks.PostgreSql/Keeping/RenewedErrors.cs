using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Keeping;

/// <summary>Encrypts the error texts of attempts with the first key.</summary>
internal static class RenewedErrors
{
    private const string ReadSql =
        """
        SELECT attempt.seq, delivery.subscription, delivery.id, attempt.handler, attempt.number, attempt.error,
            attempt.error IS NULL OR starts_with(attempt.error, $2)
        FROM (SELECT seq, delivery, handler, number, error FROM attempt WHERE seq > $1 ORDER BY seq LIMIT $3) AS attempt
        CROSS JOIN LATERAL (SELECT subscription, id FROM delivery WHERE delivery.seq = attempt.delivery LIMIT 1) AS delivery
        ORDER BY attempt.seq
        """;

    // Only where it is still the same: another process may be faster.
    private const string WriteSql =
        """
        UPDATE attempt SET error = renewed.error
        FROM unnest($1, $2, $3) AS renewed (seq, former, error)
        WHERE attempt.seq = renewed.seq AND attempt.seq = ANY($1) AND attempt.error = renewed.former
        """;

    public static async Task<RekeyStep> RunAsync(
        NpgsqlConnection connection, long after, int count, EncryptionKeys keys, EncryptionKey first, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            row => row.GetBoolean(6)
                ? (Sequence: row.GetInt64(0), default, null)
                : (
                    Sequence: row.GetInt64(0),
                    Owner: new ErrorText(row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4)),
                    Error: row.TextOrNull(5)),
            new(ReadSql, Values.Of(after), Values.Of(ErrorText.MarkOf(first)), Values.Of(count)),
            cancellationToken).ConfigureAwait(false);
        var (renewed, unreadable) = (new List<(long Sequence, string Former, string? Error)>(), new List<BodyDamage>());
        foreach (var (sequence, owner, error) in rows)
        {
            if (error is null)
                continue;
            var (text, damage) = owner.Renew(keys, error);
            if (damage is not null)
                unreadable.Add(damage);
            else
                renewed.Add((sequence, error, text));
        }

        var write = new Step(
            WriteSql,
            Values.Of([.. renewed.Select(row => row.Sequence)]),
            Values.Of([.. renewed.Select(row => row.Former)]),
            Values.Of([.. renewed.Select(row => row.Error)]));
        var written = renewed.Count == 0 ? 0 : (await connection.RunAsync(cancellationToken, write).ConfigureAwait(false))[0];
        return new RekeyStep(rows.Count == count ? rows[^1].Sequence : null, written, unreadable);
    }
}

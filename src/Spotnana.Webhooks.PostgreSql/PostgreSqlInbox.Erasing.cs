using Npgsql;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Keeping;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxErasing
{
    private readonly Erasing _erasing;

    /// <inheritdoc/>
    public Task AddErasureAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        return RunAsync(
            connection => connection.RunAsync(cancellationToken, ErasureRow.Add(erasure), new Step(ErasureSql.Change)), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Erasure>> ListErasuresAsync(string? id, int limit, CancellationToken cancellationToken) =>
        StoredText.Fits(id)
            ? await ReadAsync(
                connection => connection.ReadAsync(
                    ErasureRow.Read, new(ErasureSql.List, Values.Of(id), Values.Of((int?)limit)), cancellationToken),
                cancellationToken).ConfigureAwait(false)
            : [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Erasure>> ListActiveErasuresAsync(CancellationToken cancellationToken) =>
        await ReadAsync(
            connection => connection.ReadAsync(ErasureRow.Read, new(ErasureSql.Active), cancellationToken), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<ErasurePlace?> TakeErasingAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        RunBrieflyAsync(connection => _erasing.TakeAsync(connection, duration, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ErasurePage> ReadToEraseAsync(long after, long upTo, int count, CancellationToken cancellationToken) =>
        ReadAsync(
            async connection =>
            {
                var rows = await connection.ReadAsync(
                    row => (Delivery: DeliveryRow.Read(row), IsSafe: row.GetBoolean(DeliveryRow.Width)),
                    new(ErasureSql.Page, _clock.Value, Values.Of((long?)after), Values.Of((long?)upTo), Values.Of((int?)count)),
                    cancellationToken).ConfigureAwait(false);
                var safe = rows.TakeWhile(row => row.IsSafe).ToList();
                return new ErasurePage([.. rows.Select(row => row.Delivery)], safe is [.., var last] ? last.Delivery.Sequence : 0);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErasureBody>> ReadBodiesToEraseAsync(
        IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        await ReadAsync(
            connection => connection.ReadAsync(ReadBody, new(ErasureSql.Bodies, Values.Of([.. sequences])), cancellationToken),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundDelivery>> ListFoundAsync(
        DateTimeOffset foundBefore, long doubtfulAfter, CancellationToken cancellationToken) =>
        await ReadAsync(
            connection => connection.ReadAsync(
                row =>
                {
                    var delivery = DeliveryRow.Read(row);
                    var hit = new ErasureHit(delivery.Sequence, row.GetString(DeliveryRow.Width), row.GetBoolean(DeliveryRow.Width + 2));
                    return new FoundDelivery(delivery, hit, row.Time(DeliveryRow.Width + 1));
                },
                new(ErasureSql.Found, Values.Of((DateTimeOffset?)foundBefore), Values.Of((long?)doubtfulAfter)), cancellationToken),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<bool> EraseAsync(ErasureStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        return RunAsync(connection => _erasing.RunAsync(connection, step, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Always true: what the database still holds of removed rows goes with its next vacuum, and is in its log and its standbys.
    /// </summary>
    public Task<bool> IsCleanAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public Task ForgetErasuresAsync(DateTimeOffset hashesBefore, DateTimeOffset erasuresBefore, CancellationToken cancellationToken) =>
        RunAsync(
            connection => connection.RunAsync(
                cancellationToken,
                new(ErasureSql.Change),
                new(ErasureSql.DropOrphans),
                new(ErasureSql.ForgetHashes, Values.Of((DateTimeOffset?)hashesBefore)),
                new(ErasureSql.Forget, Values.Of((DateTimeOffset?)erasuresBefore))),
            cancellationToken);

    private ErasureBody ReadBody(NpgsqlDataReader row)
    {
        var delivery = DeliveryRow.Read(row);
        try
        {
            return new ErasureBody(delivery.Sequence, PayloadRow.Read(row, DeliveryRow.Width, delivery, _bodies));
        }
        catch (InvalidDataException)
        {
            return new ErasureBody(delivery.Sequence, Bytes: null, IsReadable: false); // it is counted, and told by whoever looks at it
        }
    }
}

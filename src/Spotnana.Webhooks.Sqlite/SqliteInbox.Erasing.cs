using Spotnana.Webhooks.Inbox.Erasing;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxErasing
{
    /// <inheritdoc/>
    public Task AddErasureAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        return RunAsync(statements => statements.Erasing.Add(erasure), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Erasure>> ListErasuresAsync(string? id, int limit, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Erasures.List(id, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Erasure>> ListActiveErasuresAsync(CancellationToken cancellationToken) =>
        ReadAsync(static statements => statements.Erasures.Active(), cancellationToken);

    /// <inheritdoc/>
    public async Task<ErasurePlace?> TakeErasingAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        await ReadAsync(static statements => statements.Erasures.Place(), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<ErasurePage> ReadToEraseAsync(long after, long upTo, int count, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Erasures.Page(after, upTo, count), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ErasureBody>> ReadBodiesToEraseAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        return ReadAsync(statements => statements.Erasures.Bodies(sequences), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FoundDelivery>> ListFoundAsync(
        DateTimeOffset foundBefore, long doubtfulAfter, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.Erasures.Found(foundBefore, doubtfulAfter), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> EraseAsync(ErasureStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        return RunAsync(statements => statements.Erasing.Run(step, Now), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> IsCleanAsync(CancellationToken cancellationToken) =>
        RunAsync(static statements => statements.IsClean, cancellationToken);

    /// <inheritdoc/>
    public Task ForgetErasuresAsync(DateTimeOffset hashesBefore, DateTimeOffset erasuresBefore, CancellationToken cancellationToken) =>
        RunAsync(statements => statements.Erasing.Forget(hashesBefore, erasuresBefore), cancellationToken);
}

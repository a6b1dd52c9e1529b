using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Keeping;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxHashKeys, IInboxRekey
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredHashKey>> ReadHashKeysAsync(CancellationToken cancellationToken) =>
        RunAsync(connection => HashKeyTable.ReadAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task KeepHashKeyAsync(StoredHashKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return RunAsync(connection => HashKeyTable.KeepAsync(connection, key, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RekeyStep> RekeyAsync(long after, int count, CancellationToken cancellationToken)
    {
        if (_bodies.Keys.First is not { } first)
            return RekeyStep.Nothing;

        var (bodies, unreadable, next) = await ReadAsync(
            connection => BodiesToRekey.ReadAsync(connection, _bodies, after, count, first.Id, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var written = bodies.Count == 0
            ? 0
            : await RunAsync(connection => RenewedBodies.WriteAsync(connection, bodies, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        return new RekeyStep(next, written, unreadable);
    }

    /// <inheritdoc/>
    public Task<RekeyStep> RekeyErrorsAsync(long after, int count, CancellationToken cancellationToken) =>
        _bodies.Keys is { First: { } first } keys
            ? RunAsync(
                connection => RenewedErrors.RunAsync(connection, after, count, keys, first, cancellationToken), cancellationToken)
            : Task.FromResult(RekeyStep.Nothing);
}

using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxHashKeys, IInboxRekey
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredHashKey>> ReadHashKeysAsync(CancellationToken cancellationToken) =>
        RunAsync(static statements => statements.HashKeys.Read(), cancellationToken);

    /// <inheritdoc/>
    public Task KeepHashKeyAsync(StoredHashKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return RunAsync(statements => statements.HashKeys.Keep(key), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RekeyStep> RekeyAsync(long after, int count, CancellationToken cancellationToken)
    {
        if (_keys.First is not { } first)
            return RekeyStep.Nothing;

        var (bodies, unreadable, next) = await ReadAsync(
            statements => statements.BodiesToRekey.Read(after, count, first.Id), cancellationToken).ConfigureAwait(false);
        var written = bodies.Count == 0
            ? 0
            : await RunAsync(
                statements => statements.RenewedBodies.Write(bodies), cancellationToken, bodies.Sum(row => row.Body.Bytes.Length))
                .ConfigureAwait(false);
        return new RekeyStep(next, written, unreadable);
    }

    /// <inheritdoc/>
    public Task<RekeyStep> RekeyErrorsAsync(long after, int count, CancellationToken cancellationToken) => _keys.First is { } first
        ? RunAsync(statements => statements.RenewedErrors.Run(after, count, _keys, first), cancellationToken)
        : Task.FromResult(RekeyStep.Nothing);
}

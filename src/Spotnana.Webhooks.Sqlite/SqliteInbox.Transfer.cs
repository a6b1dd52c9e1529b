using System.Runtime.CompilerServices;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxTransfer
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<DeliveryRecord> ReadDeliveriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            var place = after;
            var step = await ReadAsync(statements => statements.Exporting.Deliveries(place, Step), cancellationToken).ConfigureAwait(false);
            if (step.Count == 0)
                yield break;
            foreach (var delivery in step)
                yield return delivery;
            after = step[^1].Sequence;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LaneMark> ReadLaneMarksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long? after = 0; after is { } place;)
        {
            (var step, after) = await ReadAsync(
                statements => statements.Exporting.Lanes(place, Step), cancellationToken).ConfigureAwait(false);
            foreach (var mark in step)
                yield return mark;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HandlerPause>> ReadPausesAsync(CancellationToken cancellationToken) =>
        await ReadAsync(statements => statements.Pauses.Read(), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<int> WriteDeliveriesAsync(IReadOnlyList<DeliveryRecord> deliveries, CancellationToken cancellationToken) =>
        RunAsync(statements => statements.Importing.Deliveries(deliveries), cancellationToken);

    /// <inheritdoc/>
    public Task WriteLaneMarksAsync(IReadOnlyList<LaneMark> marks, CancellationToken cancellationToken) =>
        RunAllAsync(marks, (statements, mark) => statements.Importing.Remember(mark), cancellationToken);

    /// <inheritdoc/>
    public async Task WritePausesAsync(IReadOnlyList<HandlerPause> pauses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pauses);
        await RunAllAsync(pauses, (statements, pause) => statements.Importing.Pause(pause), cancellationToken).ConfigureAwait(false);
        foreach (var pause in pauses)
            NotePause(pause.Handler);
    }

    private Task<bool> RunAllAsync<T>(IReadOnlyList<T> all, Action<WriteStatements, T> run, CancellationToken cancellationToken) =>
        RunAsync(
            statements =>
            {
                foreach (var one in all)
                    run(statements, one);
                return true;
            },
            cancellationToken);
}

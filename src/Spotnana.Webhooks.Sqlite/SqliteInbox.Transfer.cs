using System.Runtime.CompilerServices;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxTransfer
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<DeliveryRecord> ReadDeliveriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            var place = after;
            var step = await ReadAsync(reading => reading.Exporting.Deliveries(place, Step), cancellationToken).ConfigureAwait(false);
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
            (var step, after) = await ReadAsync(reading => reading.Exporting.Lanes(place, Step), cancellationToken).ConfigureAwait(false);
            foreach (var mark in step)
                yield return mark;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HandlerPause>> ReadPausesAsync(CancellationToken cancellationToken) =>
        await ReadAsync(reading => reading.Exporting.Pauses(), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<int> WriteDeliveriesAsync(IReadOnlyList<DeliveryRecord> deliveries, CancellationToken cancellationToken) =>
        RunAsync(operations => operations.Importing.Deliveries(deliveries), cancellationToken);

    /// <inheritdoc/>
    public Task WriteLaneMarksAsync(IReadOnlyList<LaneMark> marks, CancellationToken cancellationToken) =>
        RunAllAsync(marks, (operations, mark) => operations.Importing.Remember(mark), cancellationToken);

    /// <inheritdoc/>
    public Task WritePausesAsync(IReadOnlyList<HandlerPause> pauses, CancellationToken cancellationToken) =>
        RunAllAsync(pauses, (operations, pause) => operations.Importing.Pause(pause), cancellationToken);

    private Task<bool> RunAllAsync<T>(IReadOnlyList<T> all, Action<Operations, T> run, CancellationToken cancellationToken) =>
        RunAsync(
            operations =>
            {
                foreach (var one in all)
                    run(operations, one);
                return true;
            },
            cancellationToken);
}

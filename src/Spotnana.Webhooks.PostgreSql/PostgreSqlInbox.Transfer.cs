using System.Runtime.CompilerServices;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.PostgreSql.Reads;
using Spotnana.Webhooks.PostgreSql.Transfer;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxTransfer
{
    private readonly Importing _importing;

    /// <inheritdoc/>
    public async IAsyncEnumerable<DeliveryRecord> ReadDeliveriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            var place = after;
            var step = await ReadAsync(
                connection => Exporting.DeliveriesAsync(connection, place, StepSize, _bodies, cancellationToken),
                cancellationToken).ConfigureAwait(false);
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
                connection => Exporting.LanesAsync(connection, place, StepSize, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            foreach (var mark in step)
                yield return mark;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HandlerPause>> ReadPausesAsync(CancellationToken cancellationToken) =>
        await ReadAsync(connection => Pauses.ReadAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<int> WriteDeliveriesAsync(IReadOnlyList<DeliveryRecord> deliveries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        if (deliveries.FirstOrDefault(delivery => !AppendItem.CanHold(delivery.Delivery)) is { Delivery: var odd })
            throw new InvalidDataException($"{odd.Id} of {odd.Subscription} has characters that PostgreSQL does not store.");
        try
        {
            var added = await RunAsync(
                connection => _importing.DeliveriesAsync(connection, deliveries), cancellationToken).ConfigureAwait(false);
            Wake(deliveries.SelectMany(delivery => delivery.Handlings, (_, handling) => handling.Handler).Distinct(StringComparer.Ordinal));
            return added;
        }
        catch (Exception failure) when (PostgreSqlFailure.IsData(failure))
        {
            var (first, last) = (deliveries[0].Delivery.Id, deliveries[^1].Delivery.Id);
            throw new InvalidDataException(
                $"One of the deliveries from {first} to {last} does not fit into the inbox: {PostgreSqlFailure.Describe(failure)}",
                failure);
        }
    }

    /// <inheritdoc/>
    public Task WriteLaneMarksAsync(IReadOnlyList<LaneMark> marks, CancellationToken cancellationToken) =>
        marks.Count == 0 ? Task.CompletedTask : RunAsync(connection => Importing.RememberAsync(connection, marks), cancellationToken);

    /// <inheritdoc/>
    public Task WritePausesAsync(IReadOnlyList<HandlerPause> pauses, CancellationToken cancellationToken) =>
        RunAsync(connection => Importing.PauseAsync(connection, pauses), cancellationToken);
}

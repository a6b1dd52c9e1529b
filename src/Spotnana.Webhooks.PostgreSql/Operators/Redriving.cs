using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>Puts deliveries back to work.</summary>
internal sealed class Redriving(InboxClock clock, Details details, Hastening hastening)
{
    /// <summary>Redrives deliveries in one transaction, or in several where there are more handlings than lane ids are drawn for.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="deliveries">Their numbers, each with the entry that reading the delivery again gave, if it was read.</param>
    /// <param name="choice">Which of their handlings are meant.</param>
    /// <returns>What became of each, in the same order, and the handlers that may have something to do.</returns>
    public async Task<(List<RedriveResult> Results, IReadOnlyCollection<string> Handlers)> RunAsync(
        NpgsqlConnection connection, IReadOnlyList<(long Sequence, InboxEntry? Entry)> deliveries, RedriveChoice choice)
    {
        long[] sequences = [.. deliveries.Select(delivery => delivery.Sequence)];
        while (true)
        {
            // Every transaction locks lanes before deliveries: here the lanes that a first look shows to be needed.
            var changes = await PlanAsync(connection, sequences, deliveries, choice).ConfigureAwait(false);
            if (TooMany(changes))
                return await HalveAsync(connection, deliveries, choice).ConfigureAwait(false);
            await connection.RunAsync(
                CancellationToken.None, [Step.Begin, .. changes.LockLanes(), Deliveries.Lock(sequences)]).ConfigureAwait(false);

            // Decided once more: since that look a delivery may have been redriven, or have lost its body.
            var decided = await PlanAsync(connection, sequences, deliveries, choice).ConfigureAwait(false);
            if (!decided.NeedsNoLaneBeyond(changes) || TooMany(decided))
            {
                await connection.RunAsync(CancellationToken.None, Step.Rollback).ConfigureAwait(false);
                continue;
            }

            await connection.RunAsync(CancellationToken.None, [.. decided.Apply(clock), Step.Commit]).ConfigureAwait(false);
            await hastening.OfDeliveriesAsync(connection, decided.DueNow).ConfigureAwait(false);
            return (decided.Results, decided.Handlers);
        }

        bool TooMany(RedriveChanges changes) => deliveries.Count > 1 && changes.HandlingCount > AppendBatch.MostHandlings;
    }

    private async Task<(List<RedriveResult> Results, IReadOnlyCollection<string> Handlers)> HalveAsync(
        NpgsqlConnection connection, IReadOnlyList<(long Sequence, InboxEntry? Entry)> deliveries, RedriveChoice choice)
    {
        var half = deliveries.Count / 2;
        var first = await RunAsync(connection, [.. deliveries.Take(half)], choice).ConfigureAwait(false);
        var second = await RunAsync(connection, [.. deliveries.Skip(half)], choice).ConfigureAwait(false);
        var handlers = first.Handlers.Union(second.Handlers, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return ([.. first.Results, .. second.Results], handlers);
    }

    private async Task<RedriveChanges> PlanAsync(
        NpgsqlConnection connection, long[] sequences, IReadOnlyList<(long Sequence, InboxEntry? Entry)> deliveries, RedriveChoice choice)
    {
        var found = await details.ToRedriveAsync(connection, sequences, CancellationToken.None).ConfigureAwait(false);
        var changes = new RedriveChanges();
        foreach (var (sequence, entry) in deliveries)
            changes.Add(found.GetValueOrDefault(sequence), choice, entry);
        return changes;
    }
}

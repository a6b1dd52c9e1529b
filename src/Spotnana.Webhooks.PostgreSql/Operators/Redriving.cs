using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>Puts deliveries back to work.</summary>
internal sealed class Redriving(InboxClock clock, Details details)
{
    private const string LockDeliveriesSql = "SELECT seq FROM delivery WHERE seq = ANY($1) ORDER BY seq FOR UPDATE";

    /// <summary>Redrives deliveries in one transaction, or in several where there are more handlings than lane ids are drawn for.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="deliveries">Their numbers, and what reading them again gave.</param>
    /// <param name="choice">Which of their handlings.</param>
    /// <returns>What became of each, and the handlers that have something to do.</returns>
    public async Task<(List<RedriveResult> Results, IReadOnlyCollection<string> Handlers)> RunAsync(
        NpgsqlConnection connection, IReadOnlyList<(long Sequence, InboxEntry? Entry)> deliveries, RedriveChoice choice)
    {
        long[] sequences = [.. deliveries.Select(delivery => delivery.Sequence)];
        while (true)
        {
            // Lanes come before deliveries in every transaction, so they are locked for what a first look shows.
            var changes = await PlanAsync(connection, sequences, deliveries, choice).ConfigureAwait(false);
            if (TooMany(changes))
                return await HalveAsync(connection, deliveries, choice).ConfigureAwait(false);
            await connection.RunAsync(CancellationToken.None, [Step.Begin, .. changes.LockLanes(), new(LockDeliveriesSql, Values.Of(sequences)) { Row = _ => { } }]).ConfigureAwait(false);

            // Decided here once more: since then it may have been redriven, or have lost its body.
            var decided = await PlanAsync(connection, sequences, deliveries, choice).ConfigureAwait(false);
            if (!decided.NeedsNoLaneBeyond(changes) || TooMany(decided))
            {
                await connection.RunAsync(CancellationToken.None, Step.Rollback).ConfigureAwait(false);
                continue;
            }

            await connection.RunAsync(CancellationToken.None, [.. decided.Apply(clock), Step.Commit]).ConfigureAwait(false);
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
        return ([.. first.Results, .. second.Results], first.Handlers.Union(second.Handlers, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
    }

    private async Task<RedriveChanges> PlanAsync(NpgsqlConnection connection, long[] sequences, IReadOnlyList<(long Sequence, InboxEntry? Entry)> deliveries, RedriveChoice choice)
    {
        var found = await details.ToRedriveAsync(connection, sequences, CancellationToken.None).ConfigureAwait(false);
        var changes = new RedriveChanges();
        foreach (var (sequence, entry) in deliveries)
            changes.Add(found.GetValueOrDefault(sequence), choice, entry);
        return changes;
    }
}

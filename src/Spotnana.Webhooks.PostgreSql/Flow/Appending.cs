using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Stores deliveries with their bodies and handlings.</summary>
/// <param name="database">Where they are stored.</param>
/// <param name="clock">The inbox's clock.</param>
/// <param name="takers">Those to whom deliveries are handed over.</param>
/// <param name="holder">This process, which says when work begins under what is handed over.</param>
/// <param name="doubtful">Told of what may have been handed over by a commit without an answer.</param>
/// <param name="wake">Called after a commit, with the handlers that may have something to do.</param>
/// <param name="bodies">How bodies are stored.</param>
/// <param name="time">The clock of this process.</param>
/// <param name="logger">Told of deliveries that do not fit.</param>
internal sealed partial class Appending(
    Database database, InboxClock clock, Takers takers, long holder, DoubtfulLeases doubtful, Action<IEnumerable<string>> wake,
    BodyCodec bodies, TimeProvider time, ILogger logger)
{
    private const int MostEntries = 1024;
    private const string BadCharacters = "a text has characters that PostgreSQL does not store";

    private readonly Copies _copies = new(clock, bodies);

    /// <summary>Stores entries, in one round trip for all that are new. Those that are not are compared with what is stored.</summary>
    public async Task<IReadOnlyList<AppendOutcome>> RunAsync(IReadOnlyList<InboxEntry> entries)
    {
        var known = new HashSet<(string, string)>();
        var all = entries
            .Select(entry => new AppendItem(entry) { IsFirst = known.Add((entry.Delivery.Subscription, entry.Delivery.Id)) }).ToList();
        foreach (var part in Parts(all))
            await StoreAsync(part).ConfigureAwait(false);
        await MarkKnownAsync(all).ConfigureAwait(false);
        foreach (var item in all)
            item.Outcome ??= await CompareAsync(item).ConfigureAwait(false);
        return all.ConvertAll(item => item.Outcome!.Value);
    }

    private static IEnumerable<List<AppendItem>> Parts(List<AppendItem> items)
    {
        var (part, handlings) = (new List<AppendItem>(), 0);
        foreach (var item in items)
        {
            if (part.Count == MostEntries || (part.Count > 0 && handlings + item.Entry.Handlers.Count > AppendBatch.MostHandlings))
            {
                yield return part;
                (part, handlings) = ([], 0);
            }

            part.Add(item);
            handlings += item.Entry.Handlers.Count;
        }

        if (part.Count > 0)
            yield return part;
    }

    /// <summary>Stores what is new. Where the database does not take it, it is halved until the offender stands alone.</summary>
    private async Task StoreAsync(List<AppendItem> items)
    {
        if (await TryStoreAsync(items).ConfigureAwait(false) is not { } failure)
            return;

        if (items.Count > 1)
        {
            var half = items.Count / 2;
            await StoreAsync(items[..half]).ConfigureAwait(false);
            await StoreAsync(items[half..]).ConfigureAwait(false);
            return;
        }

        // What was signed is kept, without what was read out of it: probably one of those texts or numbers does not fit.
        var (item, delivery) = (items[0], items[0].Entry.Delivery);
        Log.Parking(logger, delivery.Id, delivery.Subscription, failure);
        var bare = new AppendItem(item.Entry.Bare) { IsFirst = item.IsFirst };
        if (await TryStoreAsync([bare]).ConfigureAwait(false) is { } second)
        {
            Log.Refused(logger, delivery.Id, delivery.Subscription, second);
            item.Outcome = AppendOutcome.Refused;
        }
        else if (bare.Outcome == AppendOutcome.Stored)
        {
            item.Outcome = AppendOutcome.Parked;
        }
    }

    /// <returns>Why the database does not take it: then nothing of it is stored. Null: it does.</returns>
    private async Task<string?> TryStoreAsync(List<AppendItem> items)
    {
        if (!items.TrueForAll(item => item.Fits))
            return BadCharacters;

        var batch = new AppendBatch(items.ConvertAll(item => (item.Entry, item.IsFirst)), bodies);
        var seen = new List<StoredEntry>();
        if (await TryCommitAsync(batch, seen).ConfigureAwait(false) is { } failure)
            return failure;

        foreach (var (place, sequence, isNew, _) in seen)
            (items[place].Sequence, items[place].Outcome) = (sequence, isNew ? AppendOutcome.Stored : null);
        wake(batch.HandlersOf(seen));
        return null;
    }

    /// <summary>Commits a batch and, once that is certain, hands over what it has leased.</summary>
    private async Task<string?> TryCommitAsync(AppendBatch batch, List<StoredEntry> seen)
    {
        var (offers, isSent, since) = (batch.Offer(takers), false, time.GetTimestamp());
        try
        {
            await database.RunAsync(
                connection =>
                {
                    isSent = true;
                    seen.Clear();
                    return connection.RunAsync(CancellationToken.None, batch.Steps(clock, holder, seen.Add));
                },
                CancellationToken.None).ConfigureAwait(false);
            foreach (var handler in offers.Give(seen, time))
                takers.IsLeased(handler, since);
            return null;
        }
        catch (Exception failure) when (PostgreSqlFailure.IsData(failure))
        {
            return PostgreSqlFailure.Describe(failure);
        }
        catch (InboxUnavailableException) when (isSent)
        {
            var (leases, duration) = offers.Doubtful();
            doubtful.Add(leases, duration);
            throw;
        }
        finally
        {
            offers.Cancel();
        }
    }

    private async Task MarkKnownAsync(List<AppendItem> items)
    {
        var asked = items.FindAll(item => item.Outcome is null && AppendItem.CanHold(item.Entry.Bare.Delivery));
        if (asked.Count == 0)
            return;
        await database.RunAsync(
            async connection =>
            {
                await Known.MarkAsync(connection, asked).ConfigureAwait(false);
                return true;
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// Finds the outcome of an entry whose id was there already with other bytes, unless these bytes have come, or everything under the id
    /// has gone, since it was looked up.
    /// </summary>
    private async Task<AppendOutcome> CompareAsync(AppendItem item)
    {
        while (true)
        {
            if (await KeepCopyAsync(item).ConfigureAwait(false) is { } kept)
                return kept;
            await MarkKnownAsync([item]).ConfigureAwait(false);
            if (item.Outcome is { } known)
                return known;

            // Nothing is stored under the id: what came before it was refused, or pruned.
            item.IsFirst = true;
            await StoreAsync([item]).ConfigureAwait(false);
            if (item.Outcome is { } stored)
                return stored;
        }
    }

    private async Task<AppendOutcome?> KeepCopyAsync(AppendItem item)
    {
        var failure = BadCharacters;
        foreach (var delivery in (Delivery[])[item.Entry.Delivery, item.Entry.Bare.Delivery])
        {
            try
            {
                if (AppendItem.CanHold(delivery))
                {
                    return await database.RunAsync(
                        connection => _copies.KeepAsync(connection, delivery, item.Sequence), CancellationToken.None).ConfigureAwait(false);
                }
            }
            catch (Exception data) when (PostgreSqlFailure.IsData(data))
            {
                failure = PostgreSqlFailure.Describe(data);
            }

            Log.Parking(logger, delivery.Id, delivery.Subscription, failure);
        }

        Log.Refused(logger, item.Entry.Delivery.Id, item.Entry.Delivery.Subscription, failure);
        return AppendOutcome.Refused;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Delivery {Id} of {Subscription} is kept as a dead letter without its routing columns: {Failure}")]
        public static partial void Parking(ILogger logger, string id, string subscription, string failure);

        [LoggerMessage(2, LogLevel.Error, "Delivery {Id} of {Subscription} cannot be stored in any form: {Failure}")]
        public static partial void Refused(ILogger logger, string id, string subscription, string failure);
    }
}

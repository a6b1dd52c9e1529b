using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Operators;
using Spotnana.Webhooks.PostgreSql.Reads;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxOperator
{
    // Takes some 10 ms in one transaction, for which its lanes wait.
    private const int StepSize = 200;

    private readonly Redriving _redriving;
    private readonly Discarding _discarding;
    private readonly Pausing _pausing;
    private readonly Hastening _hastening;

    /// <inheritdoc/>
    public async Task<RedriveResult> RedriveAsync(
        long sequence, string? handler, RereadDelivery reread, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reread);
        var (_, entry) = await RereadAsync(sequence, reread, cancellationToken).ConfigureAwait(false);
        return (await RedriveAsync([(sequence, entry)], RedriveChoice.Of(handler), cancellationToken).ConfigureAwait(false))[0];
    }

    /// <inheritdoc/>
    public Task<RedriveTotals> RedriveAsync(
        DeliveryFilter filter, bool dryRun, RereadDelivery reread, CancellationToken cancellationToken) =>
        RedriveAsync(filter, limit: null, dryRun, reread, cancellationToken);

    /// <inheritdoc/>
    public async Task<RedriveTotals> RedriveAsync(
        DeliveryFilter filter, int? limit, bool dryRun, RereadDelivery reread, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(reread);
        var (choice, totals) = (RedriveChoice.Of(filter), new RedriveTotals(0, 0, 0));
        if (!CanMatch(filter))
            return totals;

        var upTo = await ReadAsync(
            connection => Listing.NewestAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        for (long? after = 0; after is { } place && !(totals.Deliveries >= limit);)
        {
            var most = (int)Math.Min(StepSize, limit - totals.Deliveries ?? StepSize);
            (var deliveries, after) = await ReadAsync(
                connection => Listing.ForRedriveAsync(connection, filter, place, upTo, most, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            foreach (var result in await RedriveAsync(deliveries, choice, dryRun, reread, cancellationToken).ConfigureAwait(false))
                totals = totals.Plus(result);
        }

        return totals;
    }

    /// <inheritdoc/>
    public async Task<bool> PauseAsync(string handler, CancellationToken cancellationToken)
    {
        var isNew = await RunAsync(connection => _pausing.PauseAsync(connection, handler), cancellationToken).ConfigureAwait(false);
        _takers.IsPaused(handler);
        return isNew;
    }

    /// <inheritdoc/>
    public async Task<bool> ResumeAsync(string handler, CancellationToken cancellationToken)
    {
        if (!await RunAsync(connection => Pausing.IsPausedAsync(connection, handler), cancellationToken).ConfigureAwait(false))
            return false;

        // Due first: should this be interrupted, the handler is still paused, and a second call does the rest.
        await TryAsync(handler, cancellationToken).ConfigureAwait(false);
        var wasPaused = await RunAsync(connection => Pausing.ResumeAsync(connection, handler), cancellationToken).ConfigureAwait(false);
        _takers.IsResumed(handler);
        Wake([handler]);
        return wasPaused;
    }

    /// <inheritdoc/>
    public async Task<long> TryAsync(string handler, CancellationToken cancellationToken)
    {
        var now = await RunAsync(connection => _clock.ReadNowAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        var due = 0L;
        for (Place? place = Place.Start; place is { } after;)
        {
            (var step, place) = await RunAsync(
                connection => _hastening.OfHandlerAsync(connection, handler, after, now, StepSize),
                cancellationToken).ConfigureAwait(false);
            due += step;
            Wake([handler]);
            if (place is not null)
                cancellationToken.ThrowIfCancellationRequested();
        }

        _tries.Raise(handler);
        _announcing.Announce(Listening.TryPrefix + handler);
        return due;
    }

    /// <inheritdoc/>
    public async Task<DiscardResult> DiscardAsync(string handler, CancellationToken cancellationToken)
    {
        var now = await RunAsync(connection => _clock.ReadNowAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        var totals = default(DiscardResult);
        for (Place? place = Place.Start; place is { } after;)
        {
            (var step, place) = await RunAsync(
                connection => _discarding.OfHandlerAsync(connection, handler, after, now, StepSize),
                cancellationToken).ConfigureAwait(false);
            totals = new DiscardResult(totals.Discarded + step.Discarded, totals.Leased + step.Leased);
            Wake([handler]);
            if (place is not null)
                cancellationToken.ThrowIfCancellationRequested();
        }

        return totals;
    }

    /// <inheritdoc/>
    public Task<DiscardResult?> DiscardAsync(long sequence, string? handler, CancellationToken cancellationToken) =>
        RunAsync(connection => _discarding.OfDeliveryAsync(connection, sequence, handler), cancellationToken);

    private async Task<List<RedriveResult>> RedriveAsync(
        List<long> deliveries, RedriveChoice choice, bool dryRun, RereadDelivery reread, CancellationToken cancellationToken)
    {
        var planned = new List<RedriveResult>();
        var entries = new List<(long Sequence, InboxEntry? Entry)>();
        foreach (var sequence in deliveries)
        {
            var (found, entry) = await RereadAsync(sequence, reread, cancellationToken).ConfigureAwait(false);
            entries.Add((sequence, entry));
            if (dryRun && found?.Plan(choice, entry) is { } plan)
                planned.Add(plan.Result);
        }

        return dryRun || entries.Count == 0 ? planned : await RedriveAsync(entries, choice, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<RedriveResult>> RedriveAsync(
        List<(long Sequence, InboxEntry? Entry)> entries, RedriveChoice choice, CancellationToken cancellationToken)
    {
        try
        {
            var (results, handlers) = await RunAsync(
                connection => _redriving.RunAsync(connection, entries, choice), cancellationToken).ConfigureAwait(false);
            Wake(handlers);
            return results;
        }
        catch (Exception failure) when (PostgreSqlFailure.IsData(failure))
        {
            if (entries.Count == 1)
                return [new RedriveResult(RedriveOutcome.Nothing)]; // the database does not take what was read out of the body
        }

        var halves = new List<RedriveResult>();
        foreach (var half in entries.Chunk((entries.Count + 1) / 2))
            halves.AddRange(await RedriveAsync([.. half], choice, cancellationToken).ConfigureAwait(false));
        return halves;
    }

    /// <summary>Reads a delivery again where that comes before its redrive. Its body is not kept: there may be many.</summary>
    private async Task<(Redrivable? Found, InboxEntry? Entry)> RereadAsync(
        long sequence, RereadDelivery reread, CancellationToken cancellationToken)
    {
        var (found, body) = await ReadAsync(
            async connection =>
            {
                var all = await _details.ToRedriveAsync(connection, [sequence], cancellationToken).ConfigureAwait(false);
                var found = all.GetValueOrDefault(sequence);
                return found is { NeedsReading: true }
                    ? (found, (await _details.PayloadAsync(connection, sequence, cancellationToken).ConfigureAwait(false)).Body)
                    : (found, default);
            },
            cancellationToken).ConfigureAwait(false);
        if (found is not { NeedsReading: true })
            return (found, null);

        var entry = reread(found.Delivery.ToDelivery(found.Sha256, body));
        return (found, entry with { Delivery = entry.Delivery with { Body = default } });
    }
}

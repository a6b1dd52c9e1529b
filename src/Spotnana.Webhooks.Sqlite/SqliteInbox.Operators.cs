using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Operators;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxOperator
{
    // Some 10 ms on the write thread: others are served between two steps.
    private const int Step = 200;

    /// <inheritdoc/>
    public async Task<RedriveResult> RedriveAsync(
        long sequence, string? handler, RereadDelivery reread, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reread);
        var choice = RedriveChoice.Of(handler);
        var (_, entry) = await RereadAsync(sequence, reread, cancellationToken).ConfigureAwait(false);
        return await RunAsync(
            statements => statements.Redriving.Run(sequence, choice, entry, Now), cancellationToken).ConfigureAwait(false);
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
        var upTo = await ReadAsync(static statements => statements.Listing.Newest(), cancellationToken).ConfigureAwait(false);
        for (long? after = 0; after is { } place && !(totals.Deliveries >= limit);)
        {
            var most = (int)Math.Min(Step, limit - totals.Deliveries ?? Step);
            (var step, after) = await ReadAsync(
                statements => statements.Listing.ForRedrive(filter, place, upTo, most), cancellationToken).ConfigureAwait(false);
            foreach (var result in await RedriveAsync(step, choice, dryRun, reread, cancellationToken).ConfigureAwait(false))
                totals = totals.Plus(result);
        }

        return totals;
    }

    /// <inheritdoc/>
    public Task<bool> PauseAsync(string handler, CancellationToken cancellationToken) =>
        RunAsync(
            statements => statements.Pausing.Pause(handler, Now),
            cancellationToken,
            followUp: new WriteFollowUp<bool>(_ => NotePause(handler)));

    /// <inheritdoc/>
    public async Task<bool> ResumeAsync(string handler, CancellationToken cancellationToken)
    {
        if (!await RunAsync(statements => statements.Pausing.IsPaused(handler), cancellationToken).ConfigureAwait(false))
            return false;

        // Due first: should this be interrupted, the handler is still paused, and a second call does the rest.
        await TryAsync(handler, cancellationToken).ConfigureAwait(false);
        return await RunAsync(
            statements => statements.Pausing.Resume(handler),
            cancellationToken,
            followUp: new WriteFollowUp<bool>(_ => _paused.TryRemove(handler, out var _))).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<long> TryAsync(string handler, CancellationToken cancellationToken)
    {
        var (until, due) = (Now, 0L);
        for (Place? place = default(Place); place is { } after;)
        {
            (var step, place) = await RunAsync(
                statements => statements.Hastening.OfHandler(handler, after, until, Step, Now), cancellationToken).ConfigureAwait(false);
            due += step;
            if (place is not null)
                cancellationToken.ThrowIfCancellationRequested();
        }

        _tries.Raise(handler);
        return due;
    }

    /// <inheritdoc/>
    public async Task<DiscardResult> DiscardAsync(string handler, CancellationToken cancellationToken)
    {
        var (until, totals) = (Now, default(DiscardResult));
        for (Place? place = default(Place); place is { } after;)
        {
            (var step, place) = await RunAsync(
                statements => statements.Discarding.OfHandler(handler, after, until, Step, Now), cancellationToken).ConfigureAwait(false);
            totals = new DiscardResult(totals.Discarded + step.Discarded, totals.Leased + step.Leased);
            if (place is not null)
                cancellationToken.ThrowIfCancellationRequested();
        }

        return totals;
    }

    /// <inheritdoc/>
    public Task<DiscardResult?> DiscardAsync(long sequence, string? handler, CancellationToken cancellationToken) =>
        RunAsync(statements => statements.Discarding.OfDelivery(sequence, handler, Now), cancellationToken);

    private async Task<List<RedriveResult>> RedriveAsync(
        List<long> deliveries, RedriveChoice choice, bool dryRun, RereadDelivery reread, CancellationToken cancellationToken)
    {
        var planned = new List<RedriveResult>();
        var entries = new List<(long Sequence, InboxEntry? Reread)>();
        foreach (var sequence in deliveries)
        {
            var (found, entry) = await RereadAsync(sequence, reread, cancellationToken).ConfigureAwait(false);
            entries.Add((sequence, entry));
            if (dryRun && found?.Plan(choice, entry) is { } plan)
                planned.Add(plan.Result);
        }

        if (dryRun || entries.Count == 0)
            return planned;

        return await RunAsync(
            statements => entries.ConvertAll(entry => statements.Redriving.Run(entry.Sequence, choice, entry.Reread, Now)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a delivery again if it has to be before it is redriven. Its body is not kept: there may be many.</summary>
    private async Task<(Redrivable? Found, InboxEntry? Entry)> RereadAsync(
        long sequence, RereadDelivery reread, CancellationToken cancellationToken)
    {
        var (found, body) = await ReadAsync(
            statements =>
            {
                var found = statements.Details.ToRedrive(sequence, Now);
                return (found, found is { NeedsReading: true } ? statements.Details.Payload(sequence).Body : default);
            },
            cancellationToken).ConfigureAwait(false);
        if (found is not { NeedsReading: true })
            return (found, null);

        var entry = reread(found.Delivery.ToDelivery(found.Sha256, body));
        return (found, entry with { Delivery = entry.Delivery with { Body = default } });
    }
}

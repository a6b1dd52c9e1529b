using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox
{
    /// <inheritdoc/>
    public async Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        return (await SettleAsync([new SettleRequest(settlement, next)], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<SettleRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        EndedLease[] ended = [.. requests.Select(request => new EndedLease(request))];
        foreach (var part in ended.Chunk(Settling.Most))
            await SettleAsync(part, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(ended, one => new SettleOutcome(one.WasHeld, one.Next));
    }

    private async Task SettleAsync(EndedLease[] ended, CancellationToken cancellationToken)
    {
        var (isSent, since) = (false, _time.GetTimestamp());
        try
        {
            await RunBrieflyAsync(
                connection =>
                {
                    isSent = true;
                    return _settling.RunAsync(connection, ended);
                },
                cancellationToken).ConfigureAwait(false);
            await LookUpDoubtfulAsync(ended, cancellationToken).ConfigureAwait(false);
        }
        catch (InboxUnavailableException)
        {
            foreach (var one in ended)
                _doubtful.Add(one.Lease);
            var going = Array.FindAll(ended, one => one.Duration is not null);
            if (isSent && going.Length > 0)
            {
                _doubtful.Add(
                    [.. going.Select(one => new DoubtfulLease(one.Lease.Handler, one.Lease.Lane, one.NextToken))],
                    going.Max(one => one.Duration!.Value));
            }

            throw;
        }
        catch (Exception failure) when (ended.Length > 1 && PostgreSqlFailure.IsData(failure))
        {
            // One of them is not taken: the others are, each by itself.
            foreach (var one in ended)
                await SettleAsync([one], cancellationToken).ConfigureAwait(false);
            return;
        }

        await PostponeDamagedAsync(ended).ConfigureAwait(false);
        foreach (var group in ended.Where(one => one.Freed.IsHard).GroupBy(one => (one.Lease.Handler, one.Duration!.Value)))
            await GoOnAsync(group.Key.Handler, group.Key.Value, [.. group]).ConfigureAwait(false);
        foreach (var one in ended.Where(one => one.Next is not null).DistinctBy(one => one.Lease.Handler))
            _takers.IsLeased(one.Lease.Handler, since);
        Wake(ended.Where(one => one.Freed is { Waits: true } && one.Next is null).Select(one => one.Lease.Handler).Distinct());
    }

    private async Task LookUpDoubtfulAsync(EndedLease[] ended, CancellationToken cancellationToken)
    {
        var doubtful = Array.FindAll(ended, one => _doubtful.Remove(one.Lease) && !one.WasHeld);
        if (doubtful.Length > 0)
            await ReadAsync(connection => Settling.LookUpAsync(connection, doubtful), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on with lanes whose heads have to be looked at first. Their settlements are stored.</summary>
    private async Task GoOnAsync(string handler, TimeSpan duration, List<EndedLease> ended)
    {
        var taken = new List<Lease>();
        try
        {
            long[] lanes = [.. ended.Select(one => one.Lease.Lane)];
            await RunBrieflyAsync(
                async connection =>
                {
                    await _leasing.RunAsync(connection, handler, HolderOf(handler), lanes, duration, taken).ConfigureAwait(false);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
            foreach (var lease in taken)
                ended.Find(one => one.Lease.Lane == lease.Lane)!.Next = lease;
        }
        catch (InboxUnavailableException)
        {
            _doubtful.Add(taken, duration); // the settlements are stored all the same, and their lanes wait to be leased
        }
    }

    /// <summary>Puts off what was leased though its body cannot be read: that shows only when it is read.</summary>
    private async Task PostponeDamagedAsync(EndedLease[] ended)
    {
        foreach (var one in ended.Where(one => one.Next is not null))
        {
            var lease = one.Next!;
            if (one.Damage is not { } damage)
            {
                _unreadable.Remove(lease.Handler, lease.Sequence);
                continue;
            }

            one.Next = null;
            _unreadable.Add(lease.Handler, lease.Sequence, lease.Delivery, damage);
            try
            {
                var released = Settlement.Released(lease, _time.GetUtcNow() + UnreadableBodies.Pause);
                await SettleAsync([new EndedLease(new SettleRequest(released))], CancellationToken.None).ConfigureAwait(false);
            }
            catch (InboxUnavailableException)
            {
                _doubtful.Add([lease], one.Duration!.Value);
            }
        }
    }

    private async Task GiveBackAsync(IReadOnlyList<DoubtfulLease> leases)
    {
        if (await RunBrieflyAsync(connection => Returning.RunAsync(connection, leases), CancellationToken.None).ConfigureAwait(false))
            Wake(leases.Select(lease => lease.Handler).Distinct());
    }
}

using System.Collections.Concurrent;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Flow;

namespace Spotnana.Webhooks.Sqlite;

public sealed partial class SqliteInbox : IInboxHandOver
{
    private readonly LeaseTakers _takers = new();
    private readonly ConcurrentDictionary<string, bool> _paused = new(StringComparer.Ordinal);
    private BegunLeases? _begun;

    /// <inheritdoc/>
    public int LeasesAhead => 128;

    /// <inheritdoc/>
    public IDisposable HandOverTo(ILeaseTaker taker) => _takers.Add(taker);

    /// <inheritdoc/>
    public ValueTask<bool> BeginAsync(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var begun = _begun ?? throw NotOpen();
        if (_paused.ContainsKey(lease.Handler))
            return new(false);

        begun.Begin(lease.Lane, lease.Token);
        return new(true);
    }

    /// <inheritdoc/>
    public void End(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        EndWork(lease);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var bytes = 0;
        for (var i = 0; i < entries.Count; i++)
            bytes += entries[i].Delivery.Body.Length;
        if (_takers.IsEmpty)
            return RunAsync(statements => statements.Appending.Run(entries, Now), cancellationToken, bytes);

        var handingOver = new HandingOver(_takers.Find);
        return RunAsync(
            statements => statements.Appending.Run(entries, Now, handingOver),
            cancellationToken,
            bytes,
            new WriteFollowUp<IReadOnlyList<AppendOutcome>>(_ => handingOver.HandOver(), handingOver.Cancel));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Lease>> LeaseAsync(
        string handler, int count, TimeSpan duration, CancellationToken cancellationToken)
    {
        var leases = await RunAsync(
            statements => statements.Leasing.Run(handler, count, duration, Now), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < leases.Count; i++)
            BeginUnlessTaken(leases[i]);
        return leases;
    }

    /// <inheritdoc/>
    public async Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        return (await SettleAsync([new(settlement, next)], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<SettleRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Count == 0)
            return [];

        for (var i = 0; i < requests.Count; i++)
            EndWork(requests[i].Settlement.Lease);
        var outcomes = await RunAsync(statements => statements.Settling.RunAll(requests, Now), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < requests.Count; i++)
            NoteSettled(requests[i].Settlement.Lease, outcomes[i]);
        return outcomes;
    }

    private void EndWork(Lease lease) => _begun?.End(lease.Lane, lease.Token);

    private void NoteSettled(Lease lease, SettleOutcome outcome)
    {
        _begun!.Forget(lease.Lane, lease.Token);
        if (outcome.Next is { } next)
            BeginUnlessTaken(next);
    }

    // Who takes what is handed over says when it begins. Others begin at once.
    private void BeginUnlessTaken(Lease lease)
    {
        if (_takers.Find(lease.Handler) is null)
            _begun!.Begin(lease.Lane, lease.Token);
    }

    private void NotePause(string handler)
    {
        _paused[handler] = true;
        _takers.Find(handler)?.GiveBack();
    }
}

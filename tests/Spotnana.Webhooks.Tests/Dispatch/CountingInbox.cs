using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>Counts the leases that an inbox gives when it is asked to lease, the settlements, and the waits for work.</summary>
internal class CountingInbox(IInbox inner) : IInbox
{
    private int _leases;
    private int _settlements;
    private int _waits;

    public int Leases => Volatile.Read(ref _leases);

    public int Settlements => Volatile.Read(ref _settlements);

    public int Waits => Volatile.Read(ref _waits);

    public async Task<IReadOnlyList<Lease>> LeaseAsync(string handler, int count, TimeSpan duration, CancellationToken cancellationToken)
    {
        var leases = await inner.LeaseAsync(handler, count, duration, cancellationToken);
        Interlocked.Add(ref _leases, leases.Count);
        return leases;
    }

    public virtual Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _settlements);
        return inner.SettleAsync(settlement, next, cancellationToken);
    }

    public Task<bool> TryOpenAsync(CancellationToken cancellationToken) => inner.TryOpenAsync(cancellationToken);

    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken) =>
        inner.AppendAsync(entries, cancellationToken);

    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        inner.RenewAsync(lease, duration, cancellationToken);

    public Task WaitForWorkAsync(string handler, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waits);
        return inner.WaitForWorkAsync(handler, cancellationToken);
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => inner.ProbeAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

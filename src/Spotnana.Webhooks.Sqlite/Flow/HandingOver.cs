using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>
/// What one append hands over: leases that are given in its transaction, and taken once that is durable. Until then room is reserved for
/// them, which is given back where the transaction is not.
/// </summary>
/// <param name="findTaker">The side of a handler that takes leases. Null: nobody does.</param>
internal sealed class HandingOver(Func<string, ILeaseTaker?> findTaker)
{
    private readonly List<(ILeaseTaker Taker, int Bytes, Lease? Lease)> _reserved = [];

    public ILeaseTaker? FindTaker(string handler) => findTaker(handler);

    /// <summary>Reserves room for one delivery. <see cref="Lease"/> is called next.</summary>
    public bool TryReserve(ILeaseTaker taker, int bytes)
    {
        if (!taker.TryReserve(bytes))
            return false;

        _reserved.Add((taker, bytes, null));
        return true;
    }

    /// <summary>The lease for which room was reserved last.</summary>
    public void Lease(Lease lease) => _reserved[^1] = _reserved[^1] with { Lease = lease };

    /// <summary>To be called when the append is durable.</summary>
    public void HandOver()
    {
        foreach (var (taker, _, lease) in _reserved)
            taker.Take(lease!);
    }

    /// <summary>To be called when the append was taken back.</summary>
    public void Cancel()
    {
        foreach (var (taker, bytes, _) in _reserved)
            taker.Cancel(bytes);
        _reserved.Clear();
    }
}

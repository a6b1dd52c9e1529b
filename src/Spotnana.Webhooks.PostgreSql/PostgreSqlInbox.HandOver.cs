using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxHandOver
{
    /// <inheritdoc/>
    public int LeasesAhead => 128;

    /// <inheritdoc/>
    public StoredBody? Encode(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return _bodies.Encode(delivery.Body.Span, BodyOwner.Of(delivery, copy: 0));
    }

    /// <inheritdoc/>
    public IDisposable HandOverTo(ILeaseTaker taker) => _takers.Add(taker);

    /// <inheritdoc/>
    public async ValueTask<bool> BeginAsync(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        if (!_takers.MayBegin(lease.Handler))
            return false;
        await _begun.BeginAsync(lease.Token).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public void End(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        _begun.End(lease.Token);
    }

    /// <summary>Who says when work begins under the leases of a handler. Null: nobody, so it counts as begun at once.</summary>
    private long? HolderOf(string handler) => _takers.Find(handler) is null ? null : _begun.Holder;
}

using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxHandOver
{
    /// <inheritdoc/>
    public StoredBody? Encode(ReadOnlyMemory<byte> body) => BodyCodec.Rent(body.Span);

    /// <inheritdoc/>
    public IDisposable HandOverTo(ILeaseTaker taker) => _takers.Add(taker);

    /// <inheritdoc/>
    public bool TryBegin(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return _takers.MayBegin(lease.Handler);
    }
}

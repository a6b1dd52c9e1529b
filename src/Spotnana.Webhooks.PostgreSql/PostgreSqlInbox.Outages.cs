using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.PostgreSql.Operators;

namespace Spotnana.Webhooks.PostgreSql;

public sealed partial class PostgreSqlInbox : IInboxOutages
{
    private readonly Outages _outages;

    /// <inheritdoc/>
    public Task NoteOutageAsync(HandlerOutage outage, TimeSpan lasting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outage);
        return RunAsync(connection => _outages.NoteAsync(connection, outage, lasting), cancellationToken);
    }

    /// <inheritdoc/>
    public Task EndOutageAsync(string handler, CancellationToken cancellationToken) =>
        RunAsync(connection => _outages.EndAsync(connection, handler), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HandlerOutage>> ReadOutagesAsync(CancellationToken cancellationToken) =>
        await ReadAsync(connection => _outages.ReadAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
}

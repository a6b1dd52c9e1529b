namespace Spotnana.Webhooks.Inbox.Memory;

internal sealed partial class MemoryInbox : IInboxNames
{
    private readonly List<string> _keptSubscriptions = [];
    private readonly List<string> _keptHandlers = [];

    /// <inheritdoc/>
    public Task<InboxNames> ReadNamesAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(new InboxNames(
                InboxNames.InOrder([.. _copies.Keys.Select(key => key.Subscription).Distinct()], _keptSubscriptions),
                InboxNames.InOrder(
                    [.. _tally.Read().Handlers.Select(handler => handler.Handler).Union(_paused.Keys, StringComparer.Ordinal)],
                    _keptHandlers)));
        }
    }

    /// <inheritdoc/>
    public Task KeepNamesAsync(InboxNames names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        lock (_gate)
        {
            _keptSubscriptions.AddRange(names.Subscriptions.Except(_keptSubscriptions, StringComparer.OrdinalIgnoreCase));
            _keptHandlers.AddRange(names.Handlers.Except(_keptHandlers, StringComparer.OrdinalIgnoreCase));
        }

        return Task.CompletedTask;
    }
}

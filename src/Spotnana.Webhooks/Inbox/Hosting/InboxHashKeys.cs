using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>The hash keys of the inbox, opened when they are first needed.</summary>
public sealed class InboxHashKeys
{
    private readonly IInbox _inbox;
    private readonly EncryptionKeys _keys;
    private volatile HashKeys? _opened;

    /// <summary>Made by the application's services.</summary>
    public InboxHashKeys(IInbox inbox, EncryptionKeys keys) => (_inbox, _keys) = (inbox, keys);

    /// <summary>Opens them, once.</summary>
    /// <returns>The keys. Null: the inbox's engine keeps none.</returns>
    /// <exception cref="InvalidDataException">One cannot be read. The message says why, in whole sentences.</exception>
    /// <remarks>Other failures are those of <see cref="IInbox"/>.</remarks>
    public async Task<HashKeys?> OpenAsync(CancellationToken cancellationToken)
    {
        // Whoever comes first at the same time as others gets the same keys as they.
        if (_opened is null && _inbox is IInboxHashKeys store)
            _opened = await HashKeys.OpenAsync(store, _keys, cancellationToken).ConfigureAwait(false);
        return _opened;
    }
}

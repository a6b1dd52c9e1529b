using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// Gives configured names the spelling that the inbox has stored: configuration ignores case, and what is stored does not. So a name whose
/// case was changed finds its deliveries, lanes and pause again, in every process that shares the store.
/// </summary>
/// <param name="configured">The names in the settings and in code.</param>
/// <param name="logger">Told of names that are spelled otherwise, or in several ways.</param>
internal sealed partial class StoredNames(Func<InboxNames> configured, ILogger<StoredNames> logger)
{
    private InboxNames _stored = InboxNames.None;
    private Dictionary<string, string> _subscriptions = [];
    private Dictionary<string, string> _handlers = [];
    private bool _isLoaded;

    /// <summary>
    /// Reads them and keeps those that are new, once, before anything is stored or leased. It throws while the inbox takes no writes: call
    /// it again then.
    /// </summary>
    public async Task LoadAsync(IInbox inbox, CancellationToken cancellationToken)
    {
        if (_isLoaded || inbox is not IInboxNames names)
            return;

        var (own, stored) = (configured(), await names.ReadNamesAsync(cancellationToken).ConfigureAwait(false));
        var wanted = new InboxNames(
            [.. own.Subscriptions.Select(stored.SpellSubscription)], [.. own.Handlers.Select(stored.SpellHandler)]);
        await names.KeepNamesAsync(wanted, cancellationToken).ConfigureAwait(false);

        // Another process may have been first.
        _stored = await names.ReadNamesAsync(cancellationToken).ConfigureAwait(false);
        _subscriptions = OtherSpellings("Subscription", own.Subscriptions, _stored.Subscriptions);
        _handlers = OtherSpellings("Handler", own.Handlers, _stored.Handlers);
        _isLoaded = true;
    }

    /// <summary>All spellings under which handlings of the handler may wait. The first is that of new ones.</summary>
    public IReadOnlyList<string> SpellingsOfHandler(string name) =>
        InboxNames.Like(_stored.Handlers, name).ToList() is { Count: > 0 } spellings ? spellings : [name];

    public string SpellHandler(string name) => _handlers.GetValueOrDefault(name, name);

    public InboxEntry Spell(InboxEntry entry)
    {
        if (_subscriptions.TryGetValue(entry.Delivery.Subscription, out var subscription))
            entry = entry with { Delivery = entry.Delivery with { Subscription = subscription } };
        return _handlers.Count == 0 || entry.Handlers.Count == 0
            ? entry
            : entry with { Handlers = [.. entry.Handlers.Select(SpellHandler)] };
    }

    private Dictionary<string, string> OtherSpellings(string kind, IReadOnlyList<string> own, IReadOnlyList<string> stored)
    {
        var others = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in own)
        {
            var spellings = InboxNames.Like(stored, name).ToList();
            if (spellings.Count > 1)
                Log.Several(logger, kind, name, string.Join(", ", spellings), spellings[0]);
            else if (spellings is [var only] && only != name)
                Log.Other(logger, kind, name, only);
            if (spellings is [var first, ..] && first != name)
                others.Add(name, first);
        }

        return others;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Kind:l} {Name:l} is {Stored:l} in the inbox: names do not depend on case, and the spelling that was stored first stays.")]
        public static partial void Other(ILogger logger, string kind, string name, string stored);

        [LoggerMessage(2, LogLevel.Warning, "{Kind:l} {Name:l} is stored in several spellings, by an earlier release: {Spellings:l}. What waits under any of them is handled; new deliveries are stored under {First:l}, and what stands under the others is not known to be the same.")]
        public static partial void Several(ILogger logger, string kind, string name, string spellings, string first);
    }
}

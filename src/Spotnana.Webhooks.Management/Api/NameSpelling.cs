using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Gives names that a caller wrote the spelling that the inbox has stored: they do not depend on case.</summary>
internal static class NameSpelling
{
    public static async Task<InboxNames> NamesAsync(this IInboxQuery inbox, CancellationToken cancellationToken) =>
        inbox is IInboxNames names ? await names.ReadNamesAsync(cancellationToken) : InboxNames.None;

    /// <summary>The handler's stored name; null where the caller named none.</summary>
    public static async Task<string?> SpellHandlerAsync(this IInboxQuery inbox, string? handler, CancellationToken cancellationToken) =>
        handler is null ? null : (await inbox.NamesAsync(cancellationToken)).SpellHandler(handler);

    public static async Task<DeliveryFilter> SpellAsync(
        this IInboxQuery inbox, DeliveryFilter filter, CancellationToken cancellationToken)
    {
        if (filter is { Handler: null, Subscription: null })
            return filter;
        var names = await inbox.NamesAsync(cancellationToken);
        return filter with
        {
            Handler = filter.Handler is { } handler ? names.SpellHandler(handler) : null,
            Subscription = filter.Subscription is { } subscription ? names.SpellSubscription(subscription) : null,
        };
    }
}

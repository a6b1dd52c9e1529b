using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Finding;

/// <summary>
/// What a delivery can be found by, besides its id: its trace, its subject, and out of its body the numbers of bookings, trips, tasks,
/// charges, tickets, invoices and confirmations, and the ids and e-mail addresses of those who travel. Approvals, cards, and the people who
/// approve, book or help are not among them.
/// </summary>
internal static class DeliveryKeys
{
    /// <summary>The most keys that a delivery has. Of more, the first ones in its body count.</summary>
    public const int Most = 500;

    /// <summary>The longest key, in bytes of UTF-8. A longer text is no key.</summary>
    public const int LongestBytes = 256;

    /// <summary>Brings a text into the form in which keys are compared: without its case, and without spaces around it.</summary>
    /// <returns>Null: it cannot be a key.</returns>
    public static string? Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = text.Trim().ToLowerInvariant();
        return key.Length is > 0 and <= LongestBytes ? key : null;
    }

    /// <summary>As <see cref="Normalize"/>, for what somebody looks for: a subject such as <c>pnr/…</c> means its id.</summary>
    /// <returns>Null: no delivery can have it.</returns>
    public static string? Meant(string text) => Normalize(text) is { } key ? IdIn(key) ?? key : null;

    /// <summary>The keys of a delivery, without its id.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="body">Its body as it came. Empty where it is gone.</param>
    public static IReadOnlySet<string> Of(DeliverySummary delivery, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in (ReadOnlySpan<string?>)[delivery.TraceId, delivery.Subject])
        {
            if (text is not null && Meant(text) is { } key)
                keys.Add(key);
        }

        BodyKeys.AddTo(keys, body, Most);
        if (Normalize(delivery.Id) is { } id)
            keys.Remove(id);
        return keys;
    }

    private static string? IdIn(string key) =>
        key.IndexOf('/') is > 0 and var slash && slash < key.Length - 1 && Subject.IsKind(key.AsSpan(0, slash)) ? key[(slash + 1)..] : null;
}

namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// The names of subscriptions and handlers in an inbox. They are compared without regard to case, as configuration does, and keep the
/// spelling that was stored first.
/// </summary>
/// <param name="Subscriptions">The names of subscriptions. Of several that differ by case only, the first is in use.</param>
/// <param name="Handlers">The names of handlers, in the same order.</param>
public sealed record InboxNames(IReadOnlyList<string> Subscriptions, IReadOnlyList<string> Handlers)
{
    /// <summary>No names: each is spelled as it is configured.</summary>
    public static InboxNames None { get; } = new([], []);

    /// <summary>Puts names in the order of this record, for engines.</summary>
    /// <param name="used">The names in stored deliveries or handlings.</param>
    /// <param name="kept">The spellings that <see cref="IInboxNames.KeepNamesAsync"/> has kept.</param>
    public static IReadOnlyList<string> InOrder(IReadOnlyCollection<string> used, IReadOnlyCollection<string> kept) =>
    [
        .. kept.Intersect(used, StringComparer.Ordinal),
        .. used.Except(kept, StringComparer.Ordinal),
        .. kept.Except(used, StringComparer.Ordinal),
    ];

    /// <summary>How the inbox spells the subscription: exactly so, else the first that differs by case only, else as given.</summary>
    public string SpellSubscription(string name) => Spell(Subscriptions, name);

    /// <summary>How the inbox spells the handler: exactly so, else the first that differs by case only, else as given.</summary>
    public string SpellHandler(string name) => Spell(Handlers, name);

    internal static IEnumerable<string> Like(IReadOnlyList<string> names, string name) =>
        names.Where(other => other.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Spell(IReadOnlyList<string> names, string name) =>
        names.Contains(name, StringComparer.Ordinal) ? name : Like(names, name).FirstOrDefault() ?? name;
}

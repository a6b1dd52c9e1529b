namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>The result of encrypting one batch anew.</summary>
/// <param name="Next">After which delivery to go on. Null: all were looked at.</param>
/// <param name="Bodies">How many bodies were encrypted.</param>
/// <param name="Unreadable">Those that could not be read, and why.</param>
public sealed record RekeyStep(long? Next, int Bodies, IReadOnlyList<BodyDamage> Unreadable)
{
    /// <summary>There is nothing to do.</summary>
    public static RekeyStep Nothing { get; } = new(Next: null, Bodies: 0, Unreadable: []);
}

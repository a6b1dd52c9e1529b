namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>The result of encrypting one batch anew.</summary>
/// <param name="Next">The place after which to go on. Null: all were looked at.</param>
/// <param name="Encrypted">How many were encrypted.</param>
/// <param name="Unreadable">Those that could not be read, and why.</param>
public sealed record RekeyStep(long? Next, int Encrypted, IReadOnlyList<BodyDamage> Unreadable)
{
    /// <summary>There is nothing to do.</summary>
    public static RekeyStep Nothing { get; } = new(Next: null, Encrypted: 0, Unreadable: []);
}

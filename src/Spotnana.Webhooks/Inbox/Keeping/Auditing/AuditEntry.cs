namespace Spotnana.Webhooks.Inbox.Keeping.Auditing;

/// <summary>Who did what. It holds no name of a traveler, subject or organization: what has to name one holds its hash.</summary>
/// <param name="At">When, by the clock of the process that wrote it.</param>
/// <param name="Caller">The name of the key; <c>local</c> where none is configured, <c>service</c> for the service itself.</param>
/// <param name="Address">The address that the call came from. Empty: the service itself.</param>
/// <param name="Action">A word for what was done, such as <c>redrive</c>.</param>
/// <param name="Target">What it was done to.</param>
/// <param name="Outcome">The result, in a few words.</param>
public sealed record AuditEntry(DateTimeOffset At, string Caller, string Address, string Action, string Target, string Outcome)
{
    /// <summary>The most characters of each text. What is longer is cut.</summary>
    public const int LongestText = 1000;

    /// <summary>
    /// The entry as every engine can store it and give it back unchanged: in UTC and whole microseconds, without U+0000 and halves of
    /// surrogate pairs, and with no text longer than <see cref="LongestText"/>.
    /// </summary>
    public AuditEntry ToStorable() => new(
        new DateTimeOffset(At.UtcTicks - (At.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero),
        Storable(Caller), Storable(Address), Storable(Action), Storable(Target), Storable(Outcome));

    private static string Storable(string text)
    {
        var cut = text.Length <= LongestText ? text : text[..LongestText];
        return cut.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') || cut.Contains('\0', StringComparison.Ordinal)
            ? string.Concat(cut.EnumerateRunes().Select(static rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()))
            : cut;
    }
}

namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>How far the encryption of an inbox with its first key has come.</summary>
/// <param name="Bodies">Bodies that were encrypted with it.</param>
/// <param name="Errors">Error texts of attempts that were.</param>
/// <param name="HashKeys">Hash keys that were.</param>
/// <param name="MissingKey">What was left alone because its key is not among those of the inbox.</param>
/// <param name="Damaged">What was left alone because it is damaged.</param>
/// <param name="Example">What is wrong with one of those, in whole sentences. Null: nothing.</param>
public readonly record struct RekeyTotals(
    long Bodies, long Errors, long HashKeys, long MissingKey, long Damaged, string? Example)
{
    internal long Encrypted => Bodies + Errors;

    /// <summary>Adds what is left alone.</summary>
    /// <param name="damage">Why.</param>
    public RekeyTotals Plus(BodyDamage damage)
    {
        ArgumentNullException.ThrowIfNull(damage);
        var (missing, damaged) = damage.IsKeyMissing ? (1, 0) : (0, 1);
        return this with { MissingKey = MissingKey + missing, Damaged = Damaged + damaged, Example = Example ?? damage.Message };
    }
}

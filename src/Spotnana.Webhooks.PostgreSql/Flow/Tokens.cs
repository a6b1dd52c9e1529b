namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>
/// Tokens of leases: they grow, and their last 31 bits are a mark that nobody can foresee. By it a lease whose commit got no answer differs
/// from one that somebody else got instead, even for who does not know the token before.
/// </summary>
internal static class Tokens
{
    private const int Bits = 31;

    /// <summary>The mark of the token that stands in a column.</summary>
    public const string MarkSql = "(lane.token & 2147483647)";

    public static long NewMark() => Random.Shared.NextInt64(1, 1L << Bits);

    /// <summary>The token of the lease that follows the one with <paramref name="token"/>.</summary>
    public static long After(long token, long mark) => (((token >> Bits) + 1) << Bits) + mark;

    /// <summary>The same as SQL, of the columns token and mark.</summary>
    public const string AfterSql = "((((token >> 31) + 1) << 31) + mark)";
}

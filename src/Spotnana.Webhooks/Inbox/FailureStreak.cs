namespace Spotnana.Webhooks.Inbox;

/// <summary>One failure of a handling several times in a row.</summary>
/// <param name="Failure">Tells it from others: the type of the exception and its place, without its message.</param>
/// <param name="Count">How often it counted.</param>
/// <param name="Since">When the first of them ended, by the inbox's clock. Null: that one ends now.</param>
public sealed record FailureStreak(string Failure, int Count, DateTimeOffset? Since = null)
{
    /// <summary>The streak as it is stored. For engines.</summary>
    /// <param name="failure">The stored failure; null where there is no streak.</param>
    /// <param name="count">How often it counted.</param>
    /// <param name="since">When the first of them ended.</param>
    /// <param name="attempts">
    /// The attempts so far. With fewer than failures, an older release has redriven the handling: the streak is of another time.
    /// </param>
    public static FailureStreak? Stored(string? failure, int? count, DateTimeOffset? since, int attempts) =>
        failure is not null && count is { } known && known <= attempts ? new FailureStreak(failure, known, since) : null;
}

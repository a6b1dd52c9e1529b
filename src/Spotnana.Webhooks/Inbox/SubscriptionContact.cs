namespace Spotnana.Webhooks.Inbox;

/// <summary>When Spotnana was last heard on a subscription. Times are of receipt, by the clocks of the processes that received.</summary>
/// <param name="Subscription">The subscription's name.</param>
/// <param name="WatchedSince">
/// When the first process with this subscription started: silence before its first delivery counts from then.
/// </param>
/// <param name="LastAuthenticAt">
/// When the last authentic delivery came: stored, duplicate, skipped, or refused although it was authentic. Null: none ever came.
/// </param>
public sealed record SubscriptionContact(string Subscription, DateTimeOffset WatchedSince, DateTimeOffset? LastAuthenticAt)
{
    /// <summary>Since when the subscription has been silent.</summary>
    public DateTimeOffset SilentSince => LastAuthenticAt ?? WatchedSince;
}

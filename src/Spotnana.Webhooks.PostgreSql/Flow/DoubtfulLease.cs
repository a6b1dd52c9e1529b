using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>A lease that may have been given: known by its lane and token, or else by its delivery and the mark of the token.</summary>
/// <param name="Handler">Its handler.</param>
/// <param name="Lane">Its lane. Null: not known.</param>
/// <param name="Token">Its token; where the lane is not known, only the mark of that.</param>
/// <param name="Subscription">The subscription of its delivery.</param>
/// <param name="DeliveryId">The id of its delivery.</param>
internal readonly record struct DoubtfulLease(
    string Handler, long? Lane, long Token, string? Subscription = null, string? DeliveryId = null)
{
    public static DoubtfulLease Of(Lease lease) => new(lease.Handler, lease.Lane, lease.Token);
}

using Spotnana.Webhooks.Inbox.Erasing;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>An erasure's receipt.</summary>
internal sealed record ErasureJson(
    string Id, DateTime At, string By, string Cause, string? Subscription, long Scanned, long Erased, long Waiting, DateTime? CompletedAt)
{
    public static ErasureJson Of(Erasure erasure) => new(
        erasure.Id,
        erasure.At.UtcDateTime,
        erasure.By,
        erasure.Cause == ErasureCause.Purge ? "purge" : "request",
        erasure.Subscription,
        erasure.Scanned,
        erasure.Erased,
        erasure.Waiting,
        erasure.CompletedAt?.UtcDateTime);
}

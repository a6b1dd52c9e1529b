namespace Spotnana.Webhooks.Management.Api;

internal sealed record DeliveryCountsJson(long Pending, long Completed, long Dead, long Unhandled, long Skipped);

namespace Spotnana.Webhooks.Management.Api;

/// <summary>One page of a listing. The last has no <c>next</c>.</summary>
internal sealed record DeliveryListJson(IReadOnlyList<DeliveryJson> Deliveries, string? Next);

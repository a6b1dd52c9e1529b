namespace Spotnana.Webhooks.Management.Api;

/// <summary>A part of a listing. Without <c>next</c> it is the last.</summary>
internal sealed record DeliveryListJson(IReadOnlyList<DeliveryJson> Deliveries, string? Next);

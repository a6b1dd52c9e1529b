using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>One page of a listing. The last has no <c>next</c>.</summary>
internal sealed record DeliveryListJson(IReadOnlyList<DeliveryJson> Deliveries, string? Next)
{
    public static DeliveryListJson Of(DeliveryPage page) => new([.. page.Deliveries.Select(DeliveryJson.Of)], page.Next?.ToString());
}

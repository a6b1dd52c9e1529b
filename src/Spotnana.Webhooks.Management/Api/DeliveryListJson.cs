using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>One page of a listing. The last has no <c>next</c>.</summary>
internal sealed record DeliveryListJson(IReadOnlyList<DeliveryJson> Deliveries, string? Next)
{
    /// <param name="page">The page.</param>
    /// <param name="lines">The lines for people, by sequence.</param>
    public static DeliveryListJson Of(DeliveryPage page, IReadOnlyDictionary<long, string> lines) => new(
        [.. page.Deliveries.Select(delivery => DeliveryJson.Of(delivery) with { Summary = lines.GetValueOrDefault(delivery.Sequence) })],
        page.Next?.ToString());
}

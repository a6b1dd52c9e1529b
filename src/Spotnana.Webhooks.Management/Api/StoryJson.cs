namespace Spotnana.Webhooks.Management.Api;

/// <summary>One page of the story of a subject. The last has no <c>next</c>.</summary>
internal sealed record StoryJson(string Subject, IReadOnlyList<DeliveryJson> Deliveries, string? Next);

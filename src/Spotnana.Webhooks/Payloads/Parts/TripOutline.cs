using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>What a trip is called, and when it is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="StartsOn">Its first day.</param>
/// <param name="EndsOn">Its last day.</param>
public sealed record TripOutline(string? Id, string? Name, string? Description, DateOnly? StartsOn, DateOnly? EndsOn)
{
    internal static TripOutline? Read(Node node) => node.IsAbsent ? null : new TripOutline(
        node["tripId"u8].Text, node["tripName"u8].Text, node["tripDescription"u8].Text, node["startDate"u8].Day, node["endDate"u8].Day);
}

using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>What somebody did to a booking.</summary>
/// <param name="At">When.</param>
/// <param name="Status">What, in a word such as <c>BOOKED</c> or <c>CANCELLED</c>.</param>
/// <param name="By">The name of whoever did it.</param>
/// <param name="Role">A word such as <c>TRAVELER</c> or <c>AGENT</c>.</param>
/// <param name="Client">With what, a word such as <c>WEB</c>.</param>
public sealed record HistoryEntry(DateTimeOffset? At, string? Status, string? By, string? Role, string? Client)
{
    internal static HistoryEntry Read(Node node)
    {
        var (booker, booking) = (node["bookerInfo"u8], node["bookingInfo"u8]);
        return new HistoryEntry(
            booking["updatedDateTime"u8].Instant, booking["status"u8].Text, booker["name"u8].Text, booker["role"u8].Text,
            booking["bookingSourceClient"u8].Text);
    }
}

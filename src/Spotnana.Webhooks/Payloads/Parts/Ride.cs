using System.Globalization;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A ride with a driver.</summary>
public sealed record Ride : Segment
{
    /// <inheritdoc/>
    public override SegmentKind Kind => SegmentKind.Limo;

    /// <summary>The driver's name.</summary>
    public string? Driver { get; init; }

    /// <summary>The driver's telephone number.</summary>
    public PhoneNumber? DriverPhone { get; init; }

    internal static Ride Read(Node node, int position, Node booking)
    {
        var (from, to) = (Place.ReadCounter(node["pickupLocation"u8]), Place.ReadCounter(node["dropOffLocation"u8]));
        var (car, driver) = (booking["limoDetails"u8], booking["driver"u8]);
        return new Ride
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"ride-{position}"),
            Supplier = car["vendorName"u8].Text ?? car["limoVendorInfo"u8]["name"u8].Text,
            Confirmation = booking["vendorConfirmationNumber"u8].Text,
            From = from,
            To = to,
            StartsAt = LocalTime.Read(node["pickupDateTime"u8], from?.TimeZone),
            EndsAt = LocalTime.Read(node["dropOffDateTime"u8], to?.TimeZone),
            Cabin = car["carType"u8].Text,
            Status = booking["pnrStatus"u8].Text,
            Driver = driver["name"u8].Text,
            DriverPhone = PhoneNumber.Read(driver["phone"u8]),
        };
    }
}

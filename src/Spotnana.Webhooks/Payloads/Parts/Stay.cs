using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>Nights in a hotel. <see cref="Segment.From"/> is the hotel.</summary>
public sealed record Stay : Segment
{
    /// <inheritdoc/>
    public override SegmentKind Kind => SegmentKind.Stay;

    /// <summary>Spotnana's id of the hotel.</summary>
    public string? HotelId { get; init; }

    /// <summary>The chain's name.</summary>
    public string? Chain { get; init; }

    /// <summary>The brand's name.</summary>
    public string? Brand { get; init; }

    /// <summary>The hotel's telephone number.</summary>
    public PhoneNumber? Phone { get; init; }

    /// <summary>The hotel's e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>What the room is called.</summary>
    public string? Room { get; init; }

    /// <summary>How many rooms.</summary>
    public long? Rooms { get; init; }

    /// <summary>How many nights. Null where a time is missing.</summary>
    public int? Nights => EndsAt?.Clock.Date - StartsAt?.Clock.Date is { } time ? time.Days : null;

    /// <summary>Who stays there.</summary>
    public IReadOnlyList<BookedTraveler> Guests { get; init; } = [];

    /// <summary>What a night costs.</summary>
    public Money? NightlyRate { get; init; }

    /// <summary>What all nights cost, as quoted: the hotel charges.</summary>
    public Fare? Rate { get; init; }

    /// <summary>A word such as <c>PAY_AT_HOTEL</c> or <c>PREPAID</c>.</summary>
    public string? PaymentType { get; init; }

    /// <summary>A word such as <c>CORPORATE</c>.</summary>
    public string? RateType { get; init; }

    /// <summary>Until when it can be cancelled as agreed, on the hotel's clock.</summary>
    public LocalTime? CancelBefore { get; init; }

    /// <summary>The hotel's number of the cancellation.</summary>
    public string? CancellationNumber { get; init; }

    internal static Stay Read(Node node, BookingReading booking)
    {
        var (hotel, room) = (node["hotelInfo"u8], node["room"u8]);
        var (address, rate) = (Address.Read(hotel["address"u8]), room["rateInfo"u8]);
        var confirmation = node["vendorConfirmationNumber"u8].Text;
        var cancellation = room["cancellationPolicy"u8];
        return new Stay
        {
            Id = "stay",
            Supplier = hotel["name"u8].Text,
            Confirmation = confirmation,
            From = new Place
            {
                Name = hotel["name"u8].Text,
                City = address?.City,
                Country = address?.Country,
                TimeZone = address?.TimeZone,
                Address = address,
                Coordinates = Coordinates.Read(hotel["coordinates"u8]) ?? address?.Coordinates,
            },
            StartsAt = LocalTime.Read(node["checkInDateTime"u8], address?.TimeZone),
            EndsAt = LocalTime.Read(node["checkOutDateTime"u8], address?.TimeZone),
            Status = node["pnrStatus"u8].Text,
            HotelId = hotel["hotelId"u8].Text,
            Chain = hotel["chainName"u8].Text,
            Brand = hotel["brandName"u8].Text,
            Phone = PhoneNumber.Read(hotel["phone"u8]),
            Email = hotel["email"u8].Text,
            Room = room["roomName"u8].Text,
            Rooms = node["numberOfRooms"u8].Integer,
            Guests = node["travelerInfos"u8].List(booking.Traveler),
            NightlyRate = Money.Read(rate["nightlyRate"u8]),
            Rate = Fare.Read(rate["totalRate"u8]),
            PaymentType = node["payment"u8]["paymentType"u8].Text,
            RateType = rate["rateType"u8].Text,
            CancelBefore = LocalTime.Read(cancellation["deadline"u8], cancellation["deadlineUtc"u8], address?.TimeZone),
            CancellationNumber = node["vendorCancellationId"u8].Text,
        };
    }
}

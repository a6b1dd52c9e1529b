using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A flight. <see cref="Segment.Supplier"/> and <see cref="Segment.Number"/> are those it is sold under.</summary>
public sealed record Flight : Segment
{
    /// <inheritdoc/>
    public override SegmentKind Kind => SegmentKind.Flight;

    /// <summary>The place of its leg among the booking's legs, from 0.</summary>
    public int LegIndex { get; init; }

    /// <summary>Its place in the leg, from 0.</summary>
    public int FlightIndex { get; init; }

    /// <summary>The code of the airline that flies it.</summary>
    public string? OperatingAirline { get; init; }

    /// <summary>The number under which that airline flies it.</summary>
    public string? OperatingNumber { get; init; }

    /// <summary>The name of the airline that flies it.</summary>
    public string? OperatingAirlineName { get; init; }

    /// <summary>The name of the airline that it is sold under.</summary>
    public string? AirlineName { get; init; }

    /// <summary>The letter of the booking class.</summary>
    public string? BookingCode { get; init; }

    /// <summary>The state in the source's own two letters, such as <c>HK</c>.</summary>
    public string? SourceStatus { get; init; }

    /// <summary>Terminal and gate of departure.</summary>
    public Gate? DepartureGate { get; init; }

    /// <summary>Terminal and gate of arrival.</summary>
    public Gate? ArrivalGate { get; init; }

    /// <summary>Time in the air and on the ground between doors.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The aircraft.</summary>
    public string? Equipment { get; init; }

    /// <summary>Carbon dioxide for one traveler, in kilograms.</summary>
    public decimal? CarbonKilograms { get; init; }

    /// <summary>When it was to depart before the airline changed its times.</summary>
    public LocalTime? PreviouslyStartsAt { get; init; }

    /// <summary>When it was to arrive before.</summary>
    public LocalTime? PreviouslyEndsAt { get; init; }

    /// <summary>Who sits where, as far as seats are chosen.</summary>
    public IReadOnlyList<Seat> Seats { get; init; } = [];

    /// <summary>For people: <c>AC 848</c>.</summary>
    public string Designator => $"{Supplier} {Number}".Trim();

    internal static Flight Read(Node node, int leg, int position, BookingReading booking)
    {
        var (marketing, operating) = (node["marketing"u8], node["operating"u8]);
        var (origin, destination) = (node["origin"u8].Text, node["destination"u8].Text);
        var (from, to) = (booking.Airport(origin), booking.Airport(destination));
        var (airline, number) = (marketing["airlineCode"u8].Text, marketing["num"u8].Text);
        var (updates, index) = (node["flightUpdates"u8], node["flightIndex"u8].Index ?? position);
        return new Flight
        {
            Id = node["flightId"u8].Text ?? $"{airline}{number}-{origin}{destination}-{leg}-{position}",
            LegIndex = leg,
            FlightIndex = index,
            Supplier = airline,
            Number = number,
            AirlineName = booking.Airline(airline),
            OperatingAirline = operating["airlineCode"u8].Text,
            OperatingNumber = operating["num"u8].Text,
            OperatingAirlineName = node["operatingAirlineName"u8].Text,
            Confirmation = node["vendorConfirmationNumber"u8].Text,
            From = from,
            To = to,
            StartsAt = LocalTime.Read(node["departureDateTime"u8], from?.TimeZone),
            EndsAt = LocalTime.Read(node["arrivalDateTime"u8], to?.TimeZone),
            Cabin = node["cabin"u8].Text,
            BookingCode = node["bookingCode"u8].Text,
            Status = node["flightStatus"u8].Text,
            SourceStatus = node["sourceStatus"u8].Text,
            DepartureGate = Gate.Read(node["departureGate"u8]),
            ArrivalGate = Gate.Read(node["arrivalGate"u8]),
            Duration = node["duration"u8].Duration,
            Equipment = node["equipment"u8]["name"u8].Text ?? node["equipment"u8]["code"u8].Text,
            CarbonKilograms = node["co2EmissionDetail"u8]["emissionValue"u8].Number,
            PreviouslyStartsAt = LocalTime.Read(updates["previousDepartureDateTime"u8], from?.TimeZone),
            PreviouslyEndsAt = LocalTime.Read(updates["previousArrivalDateTime"u8], to?.TimeZone),
            Seats = booking.SeatsOn(leg, index),
        };
    }
}

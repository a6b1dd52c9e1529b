using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>What the parts of one booking have to know of each other: who travels, which airports and airlines it names.</summary>
internal sealed class BookingReading
{
    private readonly List<(int Leg, int Flight, Seat Seat)> _seats = [];
    private readonly List<Node> _airports;
    private readonly List<Node> _airlines;

    public BookingReading(Node booking)
    {
        Travelers = booking["pnrTravelers"u8].List(BookedTraveler.Read);
        var names = booking["additionalMetadata"u8];
        (_airports, _airlines) = (names["airportInfo"u8].Elements, names["airlineInfo"u8].Elements);
        foreach (var traveler in booking["airPnr"u8]["travelerInfos"u8].Elements)
        {
            var who = Traveler(traveler);
            foreach (var seat in traveler["booking"u8]["seats"u8].Elements)
            {
                _seats.Add((seat["legIdx"u8].Index ?? -1, seat["flightIdx"u8].Index ?? -1, new Seat(
                    who, seat["number"u8].Text, seat["status"u8].Text, Money.Read(seat["amount"u8]))));
            }
        }
    }

    public IReadOnlyList<BookedTraveler> Travelers { get; }

    /// <summary>
    /// Whom a part is about: by the traveler's id, else by the place in the list of travelers, else the only one that there is.
    /// </summary>
    public BookedTraveler? Traveler(Node part)
    {
        if (part["userId"u8].Id is { } id && Travelers.FirstOrDefault(traveler => traveler.Id == id) is { } named)
            return named;
        return (part["travelerIdx"u8].Index ?? part["travelerIndex"u8].Index) is { } index && index >= 0 && index < Travelers.Count
            ? Travelers[index]
            : Travelers.Count == 1 ? Travelers[0] : null;
    }

    /// <summary>The airport of a code, with what the booking tells of it.</summary>
    public Place? Airport(string? code)
    {
        if (code is null)
            return null;
        foreach (var airport in _airports)
        {
            if (airport["airportCode"u8].Text == code)
                return Place.ReadAirport(airport);
        }

        return new Place { Code = code };
    }

    public string? Airline(string? code)
    {
        foreach (var airline in _airlines)
        {
            if (code is not null && airline["airlineCode"u8].Text == code)
                return airline["airlineName"u8].Text;
        }

        return null;
    }

    public IReadOnlyList<Seat> SeatsOn(int leg, int flight) =>
        [.. _seats.Where(seat => seat.Leg == leg && seat.Flight == flight).Select(seat => seat.Seat)];
}

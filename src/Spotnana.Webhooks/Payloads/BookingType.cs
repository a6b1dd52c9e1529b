namespace Spotnana.Webhooks.Payloads;

/// <summary>What is booked.</summary>
public enum BookingType
{
    /// <summary>Something that this version does not know.</summary>
    Unknown,

    /// <summary>Flights: <see cref="AirBooking"/>.</summary>
    Air,

    /// <summary>A stay: <see cref="HotelBooking"/>.</summary>
    Hotel,

    /// <summary>A rented car: <see cref="CarBooking"/>.</summary>
    Car,

    /// <summary>Train journeys: <see cref="RailBooking"/>.</summary>
    Rail,

    /// <summary>A car with a driver: <see cref="LimoBooking"/>.</summary>
    Limo,

    /// <summary>Anything else that was booked: <see cref="MiscBooking"/>.</summary>
    Misc,
}

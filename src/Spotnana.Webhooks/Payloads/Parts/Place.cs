using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>Where something begins, ends or is: an airport, a station, a hotel, a counter.</summary>
public sealed record Place
{
    /// <summary>The airport's or station's code, such as <c>YYZ</c>.</summary>
    public string? Code { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>The city.</summary>
    public string? City { get; init; }

    /// <summary>The country's two letters.</summary>
    public string? Country { get; init; }

    /// <summary>The zone of its clocks, such as <c>America/Toronto</c>.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The postal address, of hotels and counters.</summary>
    public Address? Address { get; init; }

    /// <summary>Where it is on the globe.</summary>
    public Coordinates? Coordinates { get; init; }

    /// <summary>For people, as short as possible: the code, else the city, else the name.</summary>
    public override string ToString() => Code ?? City ?? Name ?? "";

    /// <summary>Whether it is the place that somebody means by a code or a city's name, without regard to case.</summary>
    public bool IsAt(string codeOrCity) =>
        string.Equals(Code, codeOrCity, StringComparison.OrdinalIgnoreCase)
        || string.Equals(City, codeOrCity, StringComparison.OrdinalIgnoreCase);

    internal static Place? ReadAirport(Node node) => node["airportCode"u8].Text is not { } code ? null : new Place
    {
        Code = code,
        Name = node["airportName"u8].Text,
        City = node["cityName"u8].Text,
        Country = node["countryCode"u8].Text,
        TimeZone = node["zoneName"u8].Text,
    };

    /// <summary>Reads where a car is taken or given back, or where a ride begins or ends.</summary>
    internal static Place? ReadCounter(Node node)
    {
        if (node.IsAbsent)
            return null;
        var address = Address.Read(node["address"u8]);
        return new Place
        {
            Code = address?.LocationCode,
            City = address?.City,
            Country = address?.Country,
            TimeZone = address?.TimeZone,
            Address = address,
            Coordinates = Coordinates.Read(node["coordinates"u8]) ?? address?.Coordinates,
        };
    }

    /// <summary>Reads a station.</summary>
    internal static Place? ReadStation(Node node, string? name)
    {
        if (node.IsAbsent)
            return name is null ? null : new Place { Name = name };
        return new Place
        {
            Code = node["code"u8].Text,
            Name = node["name"u8].Text ?? name,
            City = node["cityName"u8].Text,
            Country = node["countryCode"u8].Text,
            TimeZone = node["timeZone"u8].Text,
            Coordinates = Coordinates.Read(node["latLong"u8]),
        };
    }
}

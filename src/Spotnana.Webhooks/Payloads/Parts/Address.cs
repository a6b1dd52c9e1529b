using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A postal address.</summary>
public sealed record Address
{
    /// <summary>Street and number, in as many lines as were given.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>The city (<c>locality</c>).</summary>
    public string? City { get; init; }

    /// <summary>State, province or the like (<c>administrativeArea</c>).</summary>
    public string? Region { get; init; }

    /// <summary>The postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>The country's two letters (<c>regionCode</c>).</summary>
    public string? Country { get; init; }

    /// <summary>The zone of the place's clocks.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The airport's or station's code, of counters there.</summary>
    public string? LocationCode { get; init; }

    /// <summary>What the traveler calls it, such as <c>Home</c>.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is the one of several that is meant where nothing else is said.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Where it is on the globe.</summary>
    public Coordinates? Coordinates { get; init; }

    internal static Address? Read(Node node) => node.IsAbsent ? null : new Address
    {
        Lines = node["addressLines"u8].Texts(),
        City = node["locality"u8].Text,
        Region = node["administrativeArea"u8].Text,
        PostalCode = node["postalCode"u8].Text,
        Country = node["regionCode"u8].Text,
        TimeZone = node["timezone"u8].Text,
        LocationCode = node["locationCode"u8].Text,
        Description = node["description"u8].Text,
        IsDefault = node["isDefault"u8].Flag ?? false,
        Coordinates = Coordinates.Read(node["coordinates"u8]),
    };
}

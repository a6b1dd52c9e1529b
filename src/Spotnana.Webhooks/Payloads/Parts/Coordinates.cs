using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A point on the globe, in degrees.</summary>
/// <param name="Latitude">North of the equator.</param>
/// <param name="Longitude">East of Greenwich.</param>
public sealed record Coordinates(decimal Latitude, decimal Longitude)
{
    internal static Coordinates? Read(Node node) =>
        (node["latitude"u8].Number, node["longitude"u8].Number) is ({ } latitude, { } longitude)
            ? new Coordinates(latitude, longitude)
            : null;
}

using System.Text.Json;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>A trip with all its bookings, as a <c>TRIP_DETAILS_V3</c> event tells it.</summary>
public sealed record Trip : IPayload<Trip>
{
    /// <inheritdoc/>
    public static EventType EventType => EventType.TripDetailsV3;

    /// <summary>Its id.</summary>
    public string? Id => Outline?.Id;

    /// <summary>What it is called.</summary>
    public string? Name => Outline?.Name;

    /// <summary>Its names and days.</summary>
    public TripOutline? Outline { get; init; }

    /// <summary>The traveler whose trip it is.</summary>
    public string? TravelerId { get; init; }

    /// <summary>Who entered it.</summary>
    public string? RegistrarId { get; init; }

    /// <summary>The state in a word: see <see cref="BookingStatus"/>.</summary>
    public string? Status { get; init; }

    /// <summary>The cities that it leads to.</summary>
    public IReadOnlyList<string> Destinations { get; init; } = [];

    /// <summary>The bookings, each as an event of its own would tell it.</summary>
    public IReadOnlyList<Booking> Bookings { get; init; } = [];

    /// <summary>The price of all.</summary>
    public Fare? Total { get; init; }

    /// <summary>The travel agency's fees.</summary>
    public Fare? ServiceFees { get; init; }

    /// <summary>The customer's id, from the bookings.</summary>
    public string? OrganizationId => Bookings.Select(booking => booking.OrganizationId).OfType<string>().FirstOrDefault();

    /// <inheritdoc/>
    public static Trip Read(JsonElement payload) => PayloadReading.Read(payload, Read);

    /// <summary>For logs: nothing of a person.</summary>
    public override string ToString() => $"trip {Id}";

    /// <summary>Reads the payload of a whole body, as it was received.</summary>
    /// <exception cref="PayloadException">A value is of another kind than Spotnana publishes, or the body is no JSON.</exception>
    public static Trip Parse(ReadOnlyMemory<byte> body) => PayloadReading.Parse<Trip>(body);

    private static Trip Read(Node node)
    {
        var (basic, paid) = (node["basicTripInfo"u8], node["tripPaymentInfo"u8]);
        return new Trip
        {
            Outline = TripOutline.Read(basic),
            TravelerId = basic["userId"u8].Id,
            RegistrarId = basic["registrarUserId"u8].Id,
            Status = node["tripBookingStatus"u8].Text ?? node["tripStatus"u8].Text,
            Destinations = basic["tripLocations"u8].List(place => place["metroAreaName"u8].Text),
            Bookings = node["pnrs"u8].List(BookingReader.Read),
            Total = Fare.Read(paid["totalFareAmount"u8])
                ?? (Money.Read(paid["totalFare"u8]) is { } total ? new Fare { Base = total } : null),
            ServiceFees = Fare.Read(paid["serviceFeeFareAmount"u8]),
        };
    }
}

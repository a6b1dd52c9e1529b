using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A way from one city to another, of one flight or several.</summary>
public sealed record Leg
{
    /// <summary>Its id.</summary>
    public string? Id { get; init; }

    /// <summary>Its place among the booking's legs, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The flights, in order.</summary>
    public IReadOnlyList<Flight> Flights { get; init; } = [];

    /// <summary>A word such as <c>CONFIRMED_STATUS</c>.</summary>
    public string? Status { get; init; }

    /// <summary>What the fare is called, such as <c>Economy Flex</c>.</summary>
    public string? Brand { get; init; }

    /// <summary>The airline that answers for the ticket.</summary>
    public string? ValidatingAirline { get; init; }

    /// <summary>A word such as <c>PUBLISHED</c> or <c>CORPORATE</c>.</summary>
    public string? RateType { get; init; }

    /// <summary>Whether the airline has changed its times and waits for an answer.</summary>
    public bool IsScheduleChangePending { get; init; }

    internal static Leg Read(Node node, int position, BookingReading booking)
    {
        var change = node["scheduleChangeInfo"u8];
        // Coupons and seats name legs by their place in the list.
        return new Leg
        {
            Id = node["legId"u8].Text,
            Index = position,
            Flights = [.. node["flights"u8].Elements.Select((flight, i) => Flight.Read(flight, position, i, booking))],
            Status = node["legStatus"u8].Text,
            Brand = node["brandName"u8].Text,
            ValidatingAirline = node["validatingAirlineCode"u8].Text,
            RateType = node["rateType"u8].Text,
            IsScheduleChangePending = change["possibleActions"u8].Elements.Count > 0 && change["selectedTravelerAction"u8].IsAbsent,
        };
    }
}

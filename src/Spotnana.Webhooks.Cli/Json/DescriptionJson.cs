namespace Spotnana.Webhooks.Cli.Json;

/// <summary>What an event says, as <c>describe</c> prints it. What is not known is absent: there is no null and no empty list.</summary>
internal sealed record DescriptionJson
{
    /// <summary><c>booking</c>, <c>trip</c>, <c>traveler</c>, <c>approval</c>, <c>task</c> or <c>charge</c>.</summary>
    public string? Type { get; init; }

    public required string EventType { get; init; }

    public string? Operation { get; init; }

    public DateTime? OccurredAt { get; init; }

    public string? PnrId { get; init; }

    public string? TripId { get; init; }

    public long? Version { get; init; }

    /// <summary><c>AIR</c>, <c>HOTEL</c>, <c>CAR</c>, <c>RAIL</c>, <c>LIMO</c> or <c>MISC</c>.</summary>
    public string? BookingType { get; init; }

    /// <summary>As it was sent, such as <c>CONFIRMED_STATUS</c>.</summary>
    public string? Status { get; init; }

    public string? OrganizationId { get; init; }

    public IReadOnlyList<Traveler>? Travelers { get; init; }

    public IReadOnlyList<Segment>? Segments { get; init; }

    /// <summary>Every ticket, whatever its status.</summary>
    public IReadOnlyList<Ticket>? Tickets { get; init; }

    /// <summary>Base and tax together.</summary>
    public Price? Total { get; init; }

    public IReadOnlyList<Fee>? Fees { get; init; }

    public IReadOnlyList<Invoice>? Invoices { get; init; }

    /// <summary>The ids of the bookings in whose place it came.</summary>
    public IReadOnlyList<string>? Replaces { get; init; }

    public required string Summary { get; init; }

    internal sealed record Traveler(string? Id, string? Name, string? Email);

    /// <summary>
    /// <c>Kind</c>: <c>flight</c>, <c>stay</c>, <c>car</c>, <c>rail</c>, <c>limo</c> or <c>misc</c>. Times are those of the place's clock.
    /// </summary>
    internal sealed record Segment(
        string Kind, string? Supplier, string? Number, string? Confirmation, string? From, string? To, DateTime? StartsAt, DateTime? EndsAt,
        string? Cabin, string? Status);

    internal sealed record Ticket(string Number, string? Status, decimal? Amount, string? Currency);

    internal sealed record Price(decimal Amount, string? Currency);

    internal sealed record Fee(decimal? Amount, string? Currency, string? Type, string? Status, string? ChargeId);

    internal sealed record Invoice(string? Number);
}

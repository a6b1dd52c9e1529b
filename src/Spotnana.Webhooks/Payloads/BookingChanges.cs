using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Payloads;

/// <summary>What is different between two snapshots of a booking: see <see cref="Booking.ChangesSince"/>.</summary>
public sealed record BookingChanges
{
    /// <summary>Tickets that are good now and were not before.</summary>
    public IReadOnlyList<Ticket> TicketsIssued { get; init; } = [];

    /// <summary>Tickets that were voided.</summary>
    public IReadOnlyList<Ticket> TicketsVoided { get; init; } = [];

    /// <summary>Tickets that were given back: <see cref="Ticket.Refund"/> says what for.</summary>
    public IReadOnlyList<Ticket> TicketsRefunded { get; init; } = [];

    /// <summary>Tickets that were given for others.</summary>
    public IReadOnlyList<Ticket> TicketsExchanged { get; init; } = [];

    /// <summary>What is used on the way now, and was not before.</summary>
    public IReadOnlyList<Segment> SegmentsAdded { get; init; } = [];

    /// <summary>What was to be used before, and is not in the booking any more.</summary>
    public IReadOnlyList<Segment> SegmentsRemoved { get; init; } = [];

    /// <summary>What is used all the same, but otherwise: at other times, in another cabin, on another seat, in another state.</summary>
    public IReadOnlyList<SegmentChange> SegmentsChanged { get; init; } = [];

    /// <summary>The state, where it is another one. Null: the same.</summary>
    public Change<string?>? Status { get; init; }

    /// <summary>The price of all, where it is another one. Null: the same.</summary>
    public Change<Money?>? Total { get; init; }

    /// <summary>Who travels now, and did not before.</summary>
    public IReadOnlyList<BookedTraveler> TravelersAdded { get; init; } = [];

    /// <summary>Who was to travel, and is not any more.</summary>
    public IReadOnlyList<BookedTraveler> TravelersRemoved { get; init; } = [];

    /// <summary>Whether the booking was cancelled, refunded or voided between the two.</summary>
    public bool IsCancellation { get; init; }

    /// <summary>
    /// Whether that was not the end of the travel: another booking, <see cref="Booking.ReplacedBy"/>, has come in its place.
    /// </summary>
    public bool IsRebooking { get; init; }

    /// <summary>Whether none of these is different.</summary>
    public bool IsEmpty =>
        TicketsIssued.Count + TicketsVoided.Count + TicketsRefunded.Count + TicketsExchanged.Count == 0
        && SegmentsAdded.Count + SegmentsRemoved.Count + SegmentsChanged.Count + TravelersAdded.Count + TravelersRemoved.Count == 0
        && Status is null && Total is null;

    internal static BookingChanges Between(Booking? was, Booking now)
    {
        var segments = SegmentMatch.Of(was?.Segments ?? [], now.Segments);
        var (before, after) = (was?.Total?.Total, now.Total?.Total);
        var isCancellation = now.IsCancelled && was is not { IsCancelled: true };
        return new BookingChanges
        {
            TicketsIssued = Became(IsGood),
            TicketsVoided = Became(static ticket => ticket.Status == TicketStatus.Voided),
            TicketsRefunded = Became(IsRefunded),
            TicketsExchanged = Became(static ticket => ticket.Status == TicketStatus.Exchanged),
            SegmentsAdded = segments.Added,
            SegmentsRemoved = segments.Removed,
            SegmentsChanged = segments.Changed,
            Status = was?.Status == now.Status ? null : new(was?.Status, now.Status),
            Total = before == after ? null : new(before, after),
            TravelersAdded = Without(now.Travelers, was?.Travelers ?? []),
            TravelersRemoved = Without(was?.Travelers ?? [], now.Travelers),
            IsCancellation = isCancellation,
            IsRebooking = isCancellation && now.ReplacedBy is not null,
        };

        List<Ticket> Became(Func<Ticket, bool> isSo) =>
            [.. now.Tickets.Where(ticket => isSo(ticket) && was?.Tickets.Any(old => old.Number == ticket.Number && isSo(old)) != true)];
    }

    // Trains' tickets have no status.
    private static bool IsGood(Ticket ticket) => ticket.IsIssued || (ticket.Status is null && ticket.Refund is null);

    private static bool IsRefunded(Ticket ticket) =>
        ticket.Status == TicketStatus.Refunded || (ticket.Status is null && ticket.Refund is not null);

    private static List<BookedTraveler> Without(IReadOnlyList<BookedTraveler> some, IReadOnlyList<BookedTraveler> others) =>
        [.. some.Where(one => !others.Any(other => Key(other) == Key(one)))];

    private static string? Key(BookedTraveler traveler) => traveler.Id ?? traveler.Email ?? traveler.Name?.ToString();
}

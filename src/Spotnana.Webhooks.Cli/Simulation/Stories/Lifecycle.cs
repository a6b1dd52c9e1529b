namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>One way in which a booking's life can go.</summary>
/// <param name="Name">For tests and for reading.</param>
/// <param name="Weight">How often it comes among all.</param>
/// <param name="Tell">Tells it.</param>
internal sealed record Lifecycle(string Name, int Weight, Action<Story> Tell)
{
    /// <summary>All that are played for bookings. As in life, most go well.</summary>
    public static IReadOnlyList<Lifecycle> All { get; } =
    [
        new("air: ticketed", 5, AirStories.HappyPath),
        new("air: trip renamed", 1, AirStories.TripRenamed),
        new("air: card declined, then ticketed", 1, AirStories.CardDeclinedThenTicketed),
        new("air: card declined, then cancelled by the airline", 1, AirStories.CardDeclinedThenCancelledByAirline),
        new("air: exchanged for a new ticket", 1, AirStories.ExchangeForNewTicket),
        new("air: exchanged by revalidation", 1, AirStories.ExchangeByRevalidation),
        new("air: voided", 1, AirStories.Void),
        new("air: refunded on request", 1, AirStories.RefundOnRequest),
        new("air: cancelled, not refundable", 1, AirStories.ForfeitOnRequest),
        new("air: cancelled by the airline and refunded", 1, AirStories.RefundAfterCancellation),
        new("air: schedule change accepted", 1, AirStories.ScheduleChangeAccepted),
        new("air: seats", 1, AirStories.Seats),
        new("air: split", 1, AirStories.SplitInTwo),
        new("hotel: stay", 3, HotelStories.Stay),
        new("hotel: modified", 1, HotelStories.Modified),
        new("hotel: rebooked", 1, HotelStories.RebookedByRateAssurance),
        new("hotel: cancelled and rebooked", 1, HotelStories.CancelledAndRebooked),
        new("hotel: cancelled by the traveler", 1, HotelStories.CanceledByTheTraveler),
        new("hotel: cancelled by the hotel", 1, HotelStories.CanceledByTheHotel),
        new("car: rental", 2, CarStories.Rental),
        new("car: modified", 1, CarStories.Modified),
        new("car: rebooked", 1, CarStories.Rebooked),
        new("car: cancelled and rebooked", 1, CarStories.CancelledAndRebooked),
        new("car: cancelled by the traveler", 1, CarStories.CanceledByTheTraveler),
        new("car: cancelled by the vendor", 1, CarStories.CanceledByTheVendor),
        new("rail: journey", 1, RailStories.Journey),
        new("rail: exchanged, then refunded", 1, RailStories.ExchangedThenRefunded),
        new("trip: renamed", 1, TripStories.Renamed),
    ];
}

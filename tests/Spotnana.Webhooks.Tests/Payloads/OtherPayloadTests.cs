using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Tests.Payloads;

/// <summary>What the events of the other five types say.</summary>
public sealed class OtherPayloadTests
{
    [Fact]
    public void A_trip_has_its_bookings()
    {
        var trip = Trip.Parse(WebhookSample.Get("trip-details-v3.trip-updated").Body);

        Assert.Equal(("4823019957", "Berlin partner summit + Hamburg plant visit", "CONFIRMED_STATUS"), (trip.Id, trip.Name, trip.Status));
        Assert.Equal(new DateOnly(2026, 9, 19), trip.Outline?.EndsOn);
        Assert.Contains(trip.Bookings, booking => booking is AirBooking { PnrId: "6104417720", Tickets.Count: > 0 });
        Assert.All(trip.Bookings, booking => Assert.NotEqual(BookingType.Unknown, booking.Type));
        Assert.Equal((new Money(2878.04m, "USD"), 29m), (trip.Total?.Total, trip.ServiceFees?.Total?.Amount));
        Assert.Equal("c3a4f420-d5f9-5c94-9cb4-5388959b80a1", trip.OrganizationId);
    }

    [Fact]
    public void A_traveler_has_a_place_in_the_organization()
    {
        var traveler = Traveler.Parse(WebhookSample.Get("traveler-v2.update").Body);

        Assert.Equal(
            ("Jordan Sample", "jordan.sample@example.com", "E-10877"), (traveler.Name?.ToString(), traveler.Email, traveler.EmployeeId));
        Assert.Equal(("Partnerships", "Morgan Placeholder", true), (traveler.Department?.Name, traveler.Manager?.Name, traveler.IsActive));
        Assert.Equal(new DateOnly(1991, 7, 23), traveler.BornOn);
        Assert.Equal(["passport", "ktn"], traveler.IdentityDocuments.Select(document => document.Type));
        Assert.Equal("Casey Fictional", traveler.Arrangers.Single().Name?.ToString());
        Assert.Equal("hr-E-10877", traveler.ExternalId);
    }

    [Fact]
    public void Of_a_traveler_who_is_purged_the_id_is_enough() =>
        Assert.Equal(
            "d8b6c1bf-52a0-5bf1-9ee2-cf4b97ff0c8d", Traveler.Parse(WebhookSample.Get("traveler-v2.purge").Body).Id);

    [Fact]
    public void An_approval_has_its_deadline_and_approvers()
    {
        var approval = ApprovalRequest.Parse(WebhookSample.Get("pnr-approval.hard-approval").Body);

        Assert.Equal(("6104418001", "HARD_APPROVAL"), (approval.PnrId, approval.Type));
        Assert.Equal(new DateTimeOffset(2026, 8, 4, 22, 59, 0, TimeSpan.Zero), approval.Deadline);
        Assert.Equal("morgan.placeholder@example.com", approval.Approvers.Single().Email);
    }

    [Fact]
    public void A_task_says_what_to_do_for_whom()
    {
        var task = AgentTask.Parse(WebhookSample.Get("agent-task-details.task-update").Body);

        Assert.Equal(("TAW - Tickets to print", "MEDIUM", "6104417720"), (task.Type, task.Priority, task.PnrId));
        Assert.Equal(("Avery Example", "Robin Agent"), (task.Traveler?.Name?.ToString(), task.Agent?.Name?.ToString()));
        Assert.NotEmpty(task.Events);
    }

    [Fact]
    public void A_charge_says_what_it_is_for()
    {
        var charge = ServiceCharge.Parse(WebhookSample.Get("service-charge.service-fee").Body);

        Assert.Equal((new Money(15m, "USD"), "SUCCESS", "6104417720"), (charge.Total, charge.PaymentStatus, charge.PnrId));
        Assert.Equal(("4823019957", 4), (charge.TripId, charge.PnrVersion));
    }

    [Fact]
    public void Each_view_is_of_another_event_type() =>
        Assert.Equal(
            EventType.Known.Order(Comparer<EventType>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))),
            new[]
            {
                AgentTask.EventType, ApprovalRequest.EventType, Booking.EventType, ServiceCharge.EventType, Traveler.EventType,
                Trip.EventType,
            }.Order(Comparer<EventType>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))));

    [Fact]
    public void What_is_printed_of_a_view_names_nobody()
    {
        object[] views =
        [
            Samples.Booking("pnr-v3.booking-ticketed.air"), Trip.Parse(WebhookSample.Get("trip-details-v3.trip-updated").Body),
            Traveler.Parse(WebhookSample.Get("traveler-v2.update").Body),
            ApprovalRequest.Parse(WebhookSample.Get("pnr-approval.soft-approval").Body),
            AgentTask.Parse(WebhookSample.Get("agent-task-details.task-create").Body),
            .. Samples.Booking("pnr-v3.booking-ticketed.air").Travelers, .. Samples.Booking("pnr-v3.booking-ticketed.air").Segments,
            .. Samples.Booking("pnr-v3.booking-ticketed.air").Tickets,
        ];

        foreach (var name in (string[])["Avery", "Jordan", "Morgan", "Casey", "example.com", "Berlin", "SFO ", "c2Ftc"])
            Assert.All(views, view => Assert.DoesNotContain(name, view.ToString(), StringComparison.Ordinal));
    }
}

using Spotnana.Webhooks.Cli.Simulation.Stories;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

/// <summary>The typed views over a whole simulated world.</summary>
public sealed class ViewsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Each_event_of_2000_bookings_is_read_by_its_view(int seed)
    {
        var read = 0;
        Parallel.ForEach(World.Create(2000, 20, seed, unknown: 0.02, World.SamplesStart).Events, told =>
        {
            var body = told.MakeBody();
            switch (told.EventType)
            {
                case "PNR_V3":
                    var booking = Payloads.Booking.Parse(body);
                    Assert.Equal(
                        (told.Subject, told.Version, told.OrganizationId),
                        ($"pnr/{booking.PnrId}", (int?)booking.Version, booking.OrganizationId));
                    Assert.NotEqual(BookingType.Unknown, booking.Type);
                    Assert.NotEmpty(booking.Travelers);
                    Assert.All(booking.Segments, segment => Assert.NotNull(segment.StartsAt));
                    Assert.All(booking.Tickets, ticket => Assert.NotNull(ticket.Traveler));
                    Assert.All(booking.Tickets, ticket => Assert.True(ticket.IsAncillary || booking is not AirBooking
                        || ticket.Coupons.All(coupon => coupon.Flight is not null)));
                    break;
                case "TRIP_DETAILS_V3":
                    Assert.Equal(told.Subject, $"trip/{Trip.Parse(body).Id}");
                    break;
                case "TRAVELER_V2":
                    Assert.Equal(told.Subject, $"traveler/{Payloads.Traveler.Parse(body).Id}");
                    break;
                case "PNR_APPROVAL":
                    Assert.Equal(told.Subject, $"pnr/{ApprovalRequest.Parse(body).PnrId}");
                    break;
                case "AGENT_TASK_DETAILS":
                    Assert.Equal(told.Subject, $"task/{Payloads.AgentTask.Parse(body).Id}");
                    break;
                case "SERVICE_CHARGE":
                    Assert.Equal(told.Subject, $"charge/{Payloads.ServiceCharge.Parse(body).ChargeId}");
                    break;
                default:
                    return;
            }

            Interlocked.Increment(ref read);
        });

        Assert.True(read > 10_000, $"{read} events");
    }
}

using System.Security.Cryptography;
using Spotnana.Webhooks.Cli.Simulation.Stories;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class WorldTests
{
    [Fact]
    public void Equal_seeds_make_equal_bodies_and_other_seeds_others()
    {
        Assert.Equal(HashOf(WorldOf(seed: 5)), HashOf(WorldOf(seed: 5)));
        Assert.NotEqual(HashOf(WorldOf(seed: 5)), HashOf(WorldOf(seed: 6)));
    }

    [Fact]
    public void Another_start_moves_all_days_and_nothing_else()
    {
        var world = WorldOf();
        var later = World.Create(60, 3, seed: 1, unknown: 0, World.SamplesStart.AddDays(100));

        Assert.Equal(
            world.Events.Select(happened => happened.OccurredAt.AddDays(100)), later.Events.Select(happened => happened.OccurredAt));
        Assert.Equal(world.Events.Select(happened => happened.Subject), later.Events.Select(happened => happened.Subject));
    }

    [Fact]
    public void Every_lifecycle_is_played_and_every_known_operation_of_the_booking_pages_comes()
    {
        var played = WorldOf().Events.Select(happened => new Operation(happened.Operation)).ToHashSet();

        Assert.Empty(Operation.Known.Except(played).Except([Operation.PassiveApproval, Operation.PreApproval]));
    }

    [Fact]
    public void No_two_bodies_are_equal_and_no_booking_has_one_version_with_two_states()
    {
        var told = WorldOf().Events.Select(Told.Of).ToList();

        Assert.Equal(told.Count, told.Select(one => Convert.ToHexString(SHA256.HashData(one.Bytes))).Distinct().Count());
        foreach (var version in told.Where(one => one.IsBooking).GroupBy(one => (one.Event.Subject, one.Event.Version)))
            Assert.Single(version.Select(one => one.Payload.GetProperty("bookingStatus").GetString()).Distinct());
    }

    [Fact]
    public void Events_come_in_the_order_in_which_they_happen_and_the_versions_of_each_booking_without_a_gap()
    {
        var events = WorldOf().Events;

        Assert.Equal(events.OrderBy(happened => happened.OccurredAt), events);
        foreach (var booking in events.Where(happened => happened.EventType == "PNR_V3").GroupBy(happened => happened.Subject))
            Assert.Equal(
                Enumerable.Range(1, booking.Max(happened => happened.Version!.Value)),
                booking.Select(happened => happened.Version!.Value).Distinct());
    }

    [Fact]
    public void Travelers_belong_to_one_organization_each_and_appear_before_their_bookings()
    {
        var world = WorldOf();
        var told = world.Events.Select(Told.Of).ToList();
        var profiles = told
            .Where(one => one.Operation == "CREATE")
            .ToDictionary(one => one.Event.Subject!["traveler/".Length..], one => one.Event);

        Assert.Equal(3, world.Organizations.Count);
        Assert.Equal(world.Travelers.Count, profiles.Count);
        foreach (var booking in told.Where(one => one.IsBooking))
        {
            foreach (var traveler in booking.Payload.GetProperty("pnrTravelers").EnumerateArray())
            {
                var profile = profiles[traveler.GetProperty("userId").GetProperty("id").GetString()!];
                Assert.Equal(booking.Event.OrganizationId, profile.OrganizationId);
                Assert.Equal(
                    booking.Event.OrganizationId,
                    traveler.GetProperty("businessInfo").GetProperty("companyInfo").GetProperty("id").GetProperty("id").GetString());
                Assert.True(profile.OccurredAt < booking.Event.OccurredAt);
            }
        }
    }

    [Fact]
    public void Nobody_is_purged_before_the_last_booking_is_over()
    {
        var events = WorldOf(bookings: 300).Events;

        var firstDeletion = events.Where(happened => happened.Operation == "DELETE").Min(happened => happened.OccurredAt);
        var lastOfABooking = events.Where(happened => happened.EventType == "PNR_V3").Max(happened => happened.OccurredAt);
        Assert.True(firstDeletion > lastOfABooking);
    }

    [Fact]
    public void Unknown_names_come_on_top_in_the_fraction_asked_for_and_are_readable()
    {
        var known = WorldOf();
        var world = World.Create(60, 3, seed: 1, unknown: 0.1, World.SamplesStart);
        var unknown = world.Events.Where(happened => happened.EventType == "PNR_V4" || happened.Operation == "BOOKING_REVIEWED").ToList();

        Assert.Equal((int)Math.Round(known.Events.Count * 0.1), unknown.Count);
        Assert.Equal(known.Events.Count + unknown.Count, world.Events.Count);
        foreach (var one in unknown.Select(Told.Of))
        {
            var envelope = EnvelopeReader.Read(one.Bytes).Envelope!;
            Assert.True(!EventType.Known.Contains(envelope.EventType) || !Operation.Known.Contains(envelope.Operation!.Value));
            Assert.Equal(one.Event.Subject, envelope.Subject?.ToString());
            Assert.Equal(one.Event.OrganizationId, envelope.OrganizationId);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(11, 4)]
    public void A_small_world_works_too(int bookings, int organizations)
    {
        var world = World.Create(bookings, organizations, seed: 3, unknown: 0, World.SamplesStart);

        Assert.All(world.Events, happened => Assert.NotEmpty(happened.MakeBody()));
        Assert.Equal(
            organizations,
            world.Events.Where(happened => happened.Operation == "CREATE").Select(happened => happened.OrganizationId).Distinct().Count());
    }

    private static World WorldOf(int seed = 1, int bookings = 60) => World.Create(bookings, 3, seed, unknown: 0, World.SamplesStart);

    private static string HashOf(World world)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var happened in world.Events)
            hash.AppendData(happened.MakeBody());
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

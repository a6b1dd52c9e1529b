using Spotnana.Webhooks.Cli.Simulation.Stories;
using Spotnana.Webhooks.Payloads.Changes;
using Spotnana.Webhooks.TestChanges;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class ChangesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_changes_between_the_snapshots_of_a_booking_applied_to_the_first_give_the_second(int seed)
    {
        var compared = 0;
        foreach (var subject in Told(seed).GroupBy(one => (one.Event.Subject, one.Event.EventType)))
        {
            foreach (var (older, newer) in subject.Zip(subject.Skip(1), (older, newer) => (older.Payload, newer.Payload)))
            {
                Assert.Equal(Snapshot.Sorted(newer), Snapshot.Apply(older, SnapshotDiff.Between(older, newer)));
                compared++;
            }
        }

        Assert.True(compared > 100, $"{compared} pairs of snapshots");
    }

    [Fact]
    public void A_ticketing_tells_the_tickets_and_little_else()
    {
        var booking = Simulation.Told.Lifecycle("air: ticketed").Where(one => one.IsBooking).ToList();
        var ticketing = booking.FindIndex(one => one.Operation == "BOOKING_TICKETED");

        var changes = SnapshotDiff.Between(booking[ticketing - 1].Payload, booking[ticketing].Payload);

        Assert.Contains(changes, change => change.Path == "/version");
        Assert.Contains(changes, change => change.Path.StartsWith("/airPnr/travelerInfos/0/tickets", StringComparison.Ordinal));
        Assert.True(changes.Count < 40, string.Join('\n', changes.Select(change => change.Path)));
    }

    private static IEnumerable<Told> Told(int seed) =>
        World.Create(80, 3, seed, unknown: 0.02, World.SamplesStart).Events.Where(one => one.Subject is not null)
            .Select(Simulation.Told.Of);
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>
/// The times at which the samples' moments happened in a story. A story takes its own time, and what its bodies say of the past has to
/// follow.
/// </summary>
internal sealed record PastTimes(ImmutableSortedDictionary<DateTimeOffset, DateTimeOffset> Told)
{
    public static readonly PastTimes None = new(ImmutableSortedDictionary<DateTimeOffset, DateTimeOffset>.Empty);

    /// <summary>A moment that was told before keeps its time.</summary>
    public PastTimes Add(DateTimeOffset inSample, DateTimeOffset at) => Contains(inSample) ? this : new(Told.Add(ToSecond(inSample), at));

    public bool Contains(DateTimeOffset inSample) => Told.ContainsKey(ToSecond(inSample));

    /// <summary>
    /// Puts the story's times in the place of the samples', which are <paramref name="days"/> earlier than they stand here.
    /// </summary>
    public void Fit(JsonObject booking, DateTimeOffset first, int days)
    {
        foreach (var (parent, name) in PlacesIn(booking).Where(place => place.Parent.ContainsKey(place.Name)))
            parent[name] = Instants.Like(parent.Part(name), At(Instants.Of(parent.Part(name)).AddDays(-days), first));
    }

    public static DateTimeOffset ToSecond(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));

    // What happened between two moments of the story counts to the earlier one; what was before all of them, to the first
    private DateTimeOffset At(DateTimeOffset inSample, DateTimeOffset first) =>
        Told.LastOrDefault(moment => moment.Key <= inSample, new(default, first)).Value;

    // Named one by one: looking for them everywhere took longer than all the rest of making a body
    private static IEnumerable<(JsonObject Parent, string Name)> PlacesIn(JsonObject booking)
    {
        foreach (var entry in booking.PartsOrNone("bookingHistory"))
            yield return (entry.Part("bookingInfo"), "updatedDateTime");
        foreach (var group in booking.PartsOrNone("transactions").SelectMany(transaction => transaction.PartsOrNone("itemGroups")))
            yield return (group, "transactionDateTime");
        if (booking["airPnr"] is JsonObject air)
        {
            foreach (var ticket in air.Parts("travelerInfos").SelectMany(traveler => traveler.Parts("tickets")))
            {
                yield return (ticket, "issuedDateTime");
                yield return (ticket, "updateDateTime");
                if (ticket["refundInfo"] is JsonObject refund)
                    yield return (refund, "refundDate");
            }
        }

        if (booking["railPnr"] is JsonObject rail)
        {
            foreach (var ticket in rail.PartsOrNone("tickets"))
                yield return (ticket, "issuedDateTime");
            foreach (var rate in rail.PartsOrNone("relatedRateInfos").Concat(rail.PartsOrNone("relatedRefundRateInfos")))
                yield return (rate, "transactionDateTime");
            if (rail.Part("rate")["refundInfo"] is JsonObject refund)
                yield return (refund, "refundDate");
        }
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>When what the samples tell of happened in a story. A story takes its own time, and what its bodies say of the past has to follow.</summary>
internal sealed record PastTimes(ImmutableSortedDictionary<DateTimeOffset, DateTimeOffset> Told)
{
    private static readonly FrozenSet<string> _names = FrozenSet.Create("issuedDateTime", "updateDateTime", "transactionDateTime", "updatedDateTime", "refundDate");

    public static readonly PastTimes None = new(ImmutableSortedDictionary<DateTimeOffset, DateTimeOffset>.Empty);

    /// <summary>A moment that was told before keeps its time.</summary>
    public PastTimes Add(DateTimeOffset inSample, DateTimeOffset at) => Contains(inSample) ? this : new(Told.Add(ToSecond(inSample), at));

    public bool Contains(DateTimeOffset inSample) => Told.ContainsKey(ToSecond(inSample));

    /// <summary>Puts the story's times in the place of the samples', <paramref name="days"/> earlier than they stand here.</summary>
    public void Fit(JsonNode node, DateTimeOffset first, int days)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list.OfType<JsonNode>())
                Fit(item, first, days);
        }
        else if (node is JsonObject parent)
        {
            foreach (var (name, value) in parent.Where(property => property.Value is JsonObject or JsonArray).ToList())
            {
                if (_names.Contains(name))
                    parent[name] = Instants.Like(value!.AsObject(), At(Instants.Of(value.AsObject()).AddDays(-days), first));
                else
                    Fit(value!, first, days);
            }
        }
    }

    public static DateTimeOffset ToSecond(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));

    // What happened between two moments of the story counts to the earlier one; what was before all of them, to the first
    private DateTimeOffset At(DateTimeOffset inSample, DateTimeOffset first) => Told.LastOrDefault(moment => moment.Key <= inSample, new(default, first)).Value;
}

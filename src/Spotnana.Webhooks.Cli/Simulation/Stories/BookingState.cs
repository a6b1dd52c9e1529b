using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Spotnana.Webhooks.Cli.Events;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>How far a booking has come when an event tells of it.</summary>
/// <param name="Version">Its version now.</param>
/// <param name="CreatedAt">When its first event happened.</param>
/// <param name="UpdatedAt">When this event happened.</param>
/// <param name="Versions">Which version of the samples became which version here.</param>
/// <param name="Moments">The samples' moments that happened here too, to the second.</param>
internal sealed record BookingState(
    int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, ImmutableDictionary<int, int> Versions, ImmutableHashSet<DateTimeOffset> Moments)
{
    private static readonly Lazy<ILookup<string, DateTimeOffset>> _momentsOfSamples = new(() =>
        SampleLibrary.All().Where(sample => sample.Envelope.Version is not null)
            .ToLookup(sample => sample.Envelope.Subject!.Value.Id, sample => ToSecond(sample.Envelope.OccurredAt!.Value)));

    public BookingState Next(Moment moment, DateTimeOffset at, bool sameVersion) => this with
    {
        Version = sameVersion ? Version : Version + 1,
        UpdatedAt = sameVersion ? UpdatedAt : at,
        Versions = Versions.ContainsKey(moment.Version) ? Versions : Versions.Add(moment.Version, Version + 1),
        Moments = Moments.Add(ToSecond(moment.At)),
    };

    public static BookingState First(Moment moment, DateTimeOffset at) =>
        new(1, at, at, ImmutableDictionary<int, int>.Empty.Add(moment.Version, 1), [ToSecond(moment.At)]);

    /// <summary>Makes a sample's payload tell of this version: what happened to the booking of the samples and not to this one goes.</summary>
    public void Fit(JsonObject payload, string sampleId, int days)
    {
        payload["version"] = Version;
        payload.Part("externalInfo")["externalPnrVersion"] = Version;
        payload["createdAt"] = Instant(CreatedAt);
        payload["updatedAt"] = Instant(UpdatedAt);
        payload.Part("sourceInfo")["bookingDateTime"] = Instant(CreatedAt);
        // A trip shows its bookings without them
        foreach (var transaction in payload.ContainsKey("transactions") ? payload.Parts("transactions") : [])
            transaction["pnrVersion"] = Versions.GetValueOrDefault(transaction["pnrVersion"]!.GetValue<int>(), Version);
        payload["bookingHistory"]!.AsArray().RemoveWhere(entry =>
        {
            var at = DateTimeOffset.Parse(entry.Part("bookingInfo").Part("updatedDateTime").Text("iso8601"), CultureInfo.InvariantCulture).AddDays(-days);
            return _momentsOfSamples.Value[sampleId].Contains(at) && !Moments.Contains(at);
        });
    }

    public static JsonObject Instant(DateTimeOffset at) => new() { ["iso8601"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };

    private static DateTimeOffset ToSecond(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
}

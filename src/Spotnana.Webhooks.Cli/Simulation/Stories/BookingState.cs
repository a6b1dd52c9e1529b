using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>How far a booking has come when an event tells of it.</summary>
/// <param name="Version">Its version now.</param>
/// <param name="CreatedAt">When its first event happened.</param>
/// <param name="UpdatedAt">When this event happened.</param>
/// <param name="Versions">Which version of the samples became which version here.</param>
/// <param name="Past">When the samples' moments happened here.</param>
internal sealed record BookingState(
    int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, ImmutableDictionary<int, int> Versions, PastTimes Past)
{
    private static readonly Lazy<ILookup<string, DateTimeOffset>> _momentsOfSamples = new(() =>
        WebhookSample.Names.Select(name => SampleText.Of(name).Envelope).Where(sample => sample.Version is not null)
            .ToLookup(sample => sample.Subject!.Value.Id, sample => PastTimes.ToSecond(sample.OccurredAt!.Value)));

    public BookingState Next(Moment moment, DateTimeOffset at, bool sameVersion) => this with
    {
        Version = sameVersion ? Version : Version + 1,
        UpdatedAt = sameVersion ? UpdatedAt : at,
        Versions = Versions.ContainsKey(moment.Version) ? Versions : Versions.Add(moment.Version, Version + 1),
        Past = Past.Add(moment.At, at),
    };

    /// <param name="moment">Where it stands in the samples.</param>
    /// <param name="at">When it happens here.</param>
    /// <param name="before">What it was part of before.</param>
    public static BookingState First(Moment moment, DateTimeOffset at, PastTimes before) =>
        new(1, at, at, ImmutableDictionary<int, int>.Empty.Add(moment.Version, 1), before.Add(moment.At, at));

    /// <summary>
    /// Makes a sample's payload tell of this version: what happened to the samples' booking and not to this one is removed.
    /// </summary>
    public void Fit(JsonObject payload, string sampleId, int days)
    {
        payload["version"] = Version;
        payload.Part("externalInfo")["externalPnrVersion"] = Version;
        // A trip shows its bookings without them
        foreach (var transaction in payload.PartsOrNone("transactions"))
            transaction["pnrVersion"] = Versions.GetValueOrDefault(transaction["pnrVersion"]!.GetValue<int>(), Version);
        payload["bookingHistory"]!.AsArray().RemoveWhere(entry =>
        {
            var at = Instants.Of(entry.Part("bookingInfo").Part("updatedDateTime")).AddDays(-days);
            return _momentsOfSamples.Value[sampleId].Contains(at) && !Past.Contains(at);
        });
        Past.Fit(payload, CreatedAt, days);
        payload["createdAt"] = Instants.Utc(CreatedAt);
        payload["updatedAt"] = Instants.Utc(UpdatedAt);
        payload.Part("sourceInfo")["bookingDateTime"] = Instants.Utc(CreatedAt);
    }
}
